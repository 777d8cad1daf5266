// Files on their way to becoming layers: how far, how much longer, and a way to end it. What came to
// nothing stays in sight, with its cure, until somebody puts it away.
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { leftInWords } from '../../api/upload';
import { count, has, label, t } from '../../i18n';
import { can } from '../../session';
import { Refusal } from '../../ui/note';

type Import = Schemas['LayerImport'];

export function Imports(props: { imports: Import[]; onDone: () => Promise<void> }) {
  if (props.imports.length === 0) return null;
  return (
    <section aria-labelledby="imports-head">
      <h2 id="imports-head">{t('layers-imports')}</h2>
      <ul class="cards">
        {props.imports.map((one) => (
          <li key={one.layer} class="card">
            <One import={one} onDone={props.onDone} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function One(props: { import: Import; onDone: () => Promise<void> }) {
  const one = props.import;
  const saving = useSaving();
  const name = one.title ?? one.files.join(t('list-comma'));

  async function cancel(): Promise<void> {
    const params = { path: { id: one.layer } };
    await saving.run(() => take(api.POST('/api/v1/layers/{id}/cancel', { params })));
    await props.onDone();
  }

  return (
    <>
      <h3>{one.again ? t('layers-import-again', { name }) : name}</h3>
      <p class="hint">{one.files.join(t('list-comma'))}</p>
      {one.refused == null ? <Progress import={one} /> : <p>{cameToNothing(one)}</p>}
      <Refusal problem={saving.problem} />
      {can('POST /api/v1/layers/{id}/cancel') && (
        <button
          type="button"
          class="button"
          disabled={saving.busy}
          aria-label={
            one.refused == null
              ? t('layers-import-cancel-named', { name })
              : t('layers-import-forget-named', { name })
          }
          onClick={() => void cancel()}
        >
          {one.refused == null ? t('layers-import-cancel') : t('layers-import-forget')}
        </button>
      )}
    </>
  );
}

function Progress(props: { import: Import }) {
  const { stage, done, total, left_ms: left, files } = props.import;
  if (stage == null) return <p role="status">{t('layers-import-waits')}</p>;
  const all = total ?? 0;
  return (
    <div class="reading">
      <progress
        {...(all > 0 && { max: all, value: Math.min(done ?? 0, all) })}
        aria-label={files.join(t('list-comma'))}
      />
      <p role="status">
        {label('layer-making', stage)}{' '}
        {all > 0 && t('layers-import-of', { n: count(done ?? 0), of: count(all) })}{' '}
        {left != null && leftInWords(left)}
      </p>
    </div>
  );
}

/** Which file, what is wrong with it, what helps. */
export function cameToNothing({ refused, file, files }: Import): string {
  const code = (refused ?? '').replaceAll('_', '-');
  const why = has(`layer-refused-${code}`)
    ? label('layer-refused', code)
    : t('layers-import-refused', { code });
  return code === 'cancelled' ? why : `${file ?? files.join(t('list-comma'))}: ${why}`;
}
