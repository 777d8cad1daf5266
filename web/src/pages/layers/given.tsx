// What mappers gave back of a layer: a list with author, imagery and age, and a place to drop a file.
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { base64 } from '../../api/base64';
import { api, asRefused, take, type Refused, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { count, label, t } from '../../i18n';
import { can, isHq } from '../../session';
import { Select, TextField } from '../../ui/field';
import { Age } from '../../ui/figure';
import { Refusal, SavedTick } from '../../ui/note';
import type { Shown } from './one';

type Given = Schemas['MappedCard'];
type Format = Schemas['MappedFormat'];

const KINDS = ['damaged_buildings', 'blocked_roads', 'other'] as const;
const FORMATS = ['osm', 'osc', 'geojson'] as const;
const KILOBYTE = 1_000;
/** As the node has it; more is not even sent. */
const BYTES_MAX = 8_388_608;

/** The ending tells what it is; the node judges whether that is true. */
export function formatOf(name: string): Format | undefined {
  const ending = name.split('.').pop()?.toLowerCase() ?? '';
  return ending === 'json' ? 'geojson' : FORMATS.find((format) => format === ending);
}

export function GivenBack({ card, onDone }: Shown) {
  return (
    <section aria-labelledby="given-head" class="card">
      <h2 id="given-head">{t('given-head')}</h2>
      <p>{t('given-means')}</p>
      {card.mapped.length === 0 ? (
        <p>{t('given-none')}</p>
      ) : (
        <ul class="points">
          {card.mapped.map((given) => (
            <li key={given.id}>
              <One layer={card.id} given={given} onDone={onDone} />
            </li>
          ))}
        </ul>
      )}
      {card.state !== 'withdrawn' && can('POST /api/v1/layers/{id}/mapped') && (
        <Give card={card} onDone={onDone} />
      )}
    </section>
  );
}

function One(props: { layer: string; given: Given; onDone: () => Promise<void> }) {
  const { layer, given } = props;
  const saving = useSaving();
  const asked = useSignal(false);
  const writes = given.own || isHq.value;
  const right = 'POST /api/v1/layers/{id}/mapped/{mapped}/withdraw';

  async function takeBack(): Promise<void> {
    const params = { path: { id: layer, mapped: given.id } };
    await saving.run(() =>
      take(api.POST('/api/v1/layers/{id}/mapped/{mapped}/withdraw', { params })),
    );
    await props.onDone();
  }

  const at = given.made_at ?? given.age?.observed_at;
  return (
    <>
      {given.held ? (
        <a href={`/api/v1/layers/${layer}/mapped/${given.id}`} download>
          {given.title ?? t('unknown')}
        </a>
      ) : (
        <>
          {given.title ?? t('unknown')} <span class="unknown">{t('given-elsewhere')}</span>
        </>
      )}{' '}
      {given.kind != null && label('mapped-kind', given.kind)}{' '}
      {given.format != null && <span class="badge">{label('mapped-format', given.format)}</span>}{' '}
      {t('given-by', {
        author: given.author ?? t('unknown'),
        imagery: given.imagery ?? t('given-this'),
        kilobytes: count(Math.ceil((given.bytes ?? 0) / KILOBYTE)),
      })}{' '}
      {at != null && <Age at={at} />}{' '}
      {writes && can(right) && (
        <button
          type="button"
          class="button button-quiet"
          disabled={saving.busy}
          onClick={() => (asked.value ? void takeBack() : (asked.value = true))}
        >
          {asked.value ? t('given-take-back-yes') : t('given-take-back')}
        </button>
      )}
      <Refusal problem={saving.problem} />
    </>
  );
}

function Give({ card, onDone }: Shown) {
  const id = useId();
  const kind = useSignal<Schemas['MappedKind']>(KINDS[0]);
  const author = useSignal('');
  const imagery = useSignal('');
  const wrong = useSignal('');
  const taken = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal<Refused | undefined>(undefined);

  async function give(file: File | undefined): Promise<void> {
    if (file == null || busy.value) return;
    const format = formatOf(file.name);
    [taken.value, problem.value] = ['', undefined];
    wrong.value = format == null ? t('given-wrong-ending') : '';
    if (file.size > BYTES_MAX) wrong.value = t('given-too-large');
    if (author.value.trim() === '') wrong.value = t('given-author-first');
    if (format == null || wrong.value !== '') return;
    busy.value = true;
    try {
      const body = {
        kind: kind.value,
        format,
        title: file.name.slice(0, 120),
        author: author.value,
        imagery: imagery.value,
        made_at: file.lastModified,
        file: await base64(file),
      };
      const params = { path: { id: card.id } };
      await take(api.POST('/api/v1/layers/{id}/mapped', { params, body }));
      taken.value = file.name;
      await onDone();
    } catch (cause) {
      problem.value = asRefused(cause);
    } finally {
      busy.value = false;
    }
  }

  return (
    <div
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void give(event.dataTransfer?.files[0]);
      }}
    >
      <h3>{t('given-give')}</h3>
      <Select
        label={t('given-kind')}
        value={kind.value}
        options={KINDS.map((value) => ({ value, text: label('mapped-kind', value) }))}
        onChange={(value) => (kind.value = KINDS.find((one) => one === value) ?? 'other')}
      />
      <TextField
        label={t('given-author')}
        hint={t('given-author-hint')}
        value={author.value}
        onInput={(text) => (author.value = text)}
      />
      <TextField
        label={t('given-imagery')}
        hint={t('given-imagery-hint')}
        value={imagery.value}
        onInput={(text) => (imagery.value = text)}
      />
      <div class="field">
        <label for={id}>{t('given-file')}</label>
        <input
          id={id}
          type="file"
          accept=".osm,.osc,.geojson,.json"
          disabled={busy.value}
          onChange={(event) => {
            const input = event.currentTarget;
            void give(input.files?.[0]).finally(() => (input.value = ''));
          }}
        />
      </div>
      <div role="alert">{wrong.value !== '' && <p class="note note-warning">{wrong.value}</p>}</div>
      <Refusal problem={problem.value} />
      {taken.value !== '' && <SavedTick>{t('given-taken', { name: taken.value })}</SavedTick>}
    </div>
  );
}
