// Closing a place and opening it again: what is left to do there is said first.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { label, t } from '../../i18n';
import { TextField } from '../../ui/field';
import { Refusal, Waiting } from '../../ui/note';
import { LeftList } from '../ending/left';

export function PlaceClosure(props: { place: string; onDone: () => Promise<void> }) {
  const params = { path: { place: props.place } };
  const closure = useResource(
    () => take(api.GET('/api/v1/places/{place}/closure', { params })),
    ['place', 'people', 'desk'],
    props.place,
  );
  return (
    <section class="card" aria-labelledby="closure-head">
      <h2 id="closure-head">{t('closure-head')}</h2>
      {closure.data == null ? (
        <Waiting problem={closure.problem} />
      ) : (
        <Decide
          place={props.place}
          closure={closure.data}
          onDone={async () => {
            await closure.reload();
            await props.onDone();
          }}
        />
      )}
    </section>
  );
}

function Decide(props: {
  place: string;
  closure: Schemas['PlaceClosure'];
  onDone: () => Promise<void>;
}) {
  const { place, closure, onDone } = props;
  const why = useSignal('');
  const saving = useSaving();
  const closed = closure.state === 'closed' && !closure.disputed;

  async function decide(state: Schemas['ClosureState']): Promise<void> {
    const params = { path: { place } };
    const done = await saving.run((key) => {
      const body = { key, state, why: why.value };
      return take(api.POST('/api/v1/places/{place}/closure', { params, body }));
    });
    if (done == null) return;
    why.value = '';
    await onDone();
  }

  return (
    <>
      {closure.disputed && <p class="note note-warning">{t('closure-disputed')}</p>}
      {closure.state != null && closure.at != null && (
        <p role="status">
          <strong>{label('closure-state', closure.state)}</strong> {moment(closure.at)}{' '}
          {closure.by_name} {closure.why}
        </p>
      )}
      {closed ? (
        <p>{t('closure-closed-means')}</p>
      ) : (
        <>
          <p>{t('closure-means')}</p>
          <h3>{t('ending-left')}</h3>
          <LeftList left={closure.left} />
        </>
      )}
      <TextField
        label={t('closure-why')}
        name="closure-why"
        value={why.value}
        onInput={(value) => (why.value = value)}
      />
      <Refusal problem={saving.problem} />
      <div class="actions">
        {(closed || closure.disputed) && (
          <button
            type="button"
            class="button"
            disabled={saving.busy}
            onClick={() => void decide('reopened')}
          >
            {t('closure-reopen')}
          </button>
        )}
        {!closed && (
          <button
            type="button"
            class="button"
            disabled={saving.busy}
            onClick={() => void decide('closed')}
          >
            {t('closure-close')}
          </button>
        )}
      </div>
    </>
  );
}
