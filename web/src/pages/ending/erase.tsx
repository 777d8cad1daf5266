// Erasing: a drill at once; a real operation by an order that the city's key has signed.
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { api, asRefused, take, type Refused, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { upload } from '../../api/upload';
import { moment } from '../../clock';
import { t } from '../../i18n';
import { loadSession } from '../../session';
import { Check } from '../../ui/field';
import { Refusal } from '../../ui/note';

export function Erase(props: {
  closed: Schemas['ClosedState'];
  drill: boolean;
  onDone: () => Promise<void>;
}) {
  const read = useSignal(false);
  return (
    <section class="card" aria-labelledby="erase-head">
      <h2 id="erase-head">{t('erase-head')}</h2>
      <p>{t('erase-means')}</p>
      <p class="note note-warning">{t('erase-forever')}</p>
      <Check
        label={t('erase-read')}
        checked={read.value}
        onChange={(checked) => (read.value = checked)}
      />
      {props.drill ? (
        <EraseDrill ready={read.value} />
      ) : (
        <EraseByCity closed={props.closed} ready={read.value} onDone={props.onDone} />
      )}
    </section>
  );
}

function EraseDrill(props: { ready: boolean }) {
  const saving = useSaving();

  async function erase(): Promise<void> {
    await saving.run(() => take(api.POST('/api/v1/ending/erase-drill')));
    await loadSession();
  }

  return (
    <>
      <Refusal problem={saving.problem} />
      <div class="actions">
        <button
          type="button"
          class="button"
          disabled={saving.busy || !props.ready}
          onClick={() => void erase()}
        >
          {t('erase-drill-do')}
        </button>
      </div>
    </>
  );
}

/** Two people bring two of the city's sheets to the computer that signs: they are the confirmation. */
function EraseByCity(props: {
  closed: Schemas['ClosedState'];
  ready: boolean;
  onDone: () => Promise<void>;
}) {
  const id = useId();
  const problem = useSignal<Refused | undefined>(undefined);
  const busy = useSignal(false);
  const { closed, ready, onDone } = props;

  async function bring(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (file == null) return;
    problem.value = undefined;
    busy.value = true;
    try {
      await upload<null>('/api/v1/ending/order', file, () => undefined);
      await loadSession();
      await onDone();
    } catch (cause) {
      problem.value = asRefused(cause);
    } finally {
      busy.value = false;
      input.value = '';
    }
  }

  return (
    <>
      {!closed.due && <p>{t('erase-not-due', { at: moment(closed.people_until) })}</p>}
      <ol>
        <li>
          <a href="/api/v1/ending/request" download="erasure-request.facts">
            {t('erase-request')}
          </a>
        </li>
        <li>{t('erase-at-the-city')}</li>
        <li>
          <div class="field">
            <label for={id}>{t('erase-order-file')}</label>
            <input
              id={id}
              type="file"
              accept=".facts,.order"
              disabled={busy.value || !ready}
              onChange={(event) => void bring(event.currentTarget)}
            />
          </div>
        </li>
      </ol>
      <Refusal problem={problem.value} />
    </>
  );
}
