// One call: everybody expected, marked by a tap or by what was scanned, closed with a sign. The same
// page is the sheet to do it by hand.
import { useSignal } from '@preact/signals';
import { api, asRefused, take, type Refused, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { moment } from '../../clock';
import { useTitle } from '../../frame/title';
import { count, label, t } from '../../i18n';
import { href } from '../../router';
import { session } from '../../session';
import { Check, TextField } from '../../ui/field';
import { Refusal, Waiting } from '../../ui/note';
import { Close, goToClose } from './close';
import { Row } from './row';

type Call = Schemas['RollCall'];
type Group = Schemas['RollGroup'];

export function OneCall({ id }: { id: string }) {
  const params = { path: { id } };
  const call = useResource(
    () => take(api.GET('/api/v1/roll-calls/{id}', { params })),
    ['desk', 'people', 'staff'],
    id,
  );
  useTitle(call.data?.head.title ?? t('page-roll-call'));
  if (call.data == null) {
    return (
      <>
        <h1>{t('page-roll-call')}</h1>
        <Waiting problem={call.problem} />
      </>
    );
  }
  return <Opened call={call.data} reload={call.reload} />;
}

function Opened({ call, reload }: { call: Call; reload: () => Promise<void> }) {
  const { head } = call;
  const only = useSignal<string[] | undefined>(undefined);
  const openOnly = useSignal(false);
  const isOpen = head.closed == null;
  const lists: [Group, Schemas['Called'][]][] = [
    ['evacuees', call.evacuees],
    ['volunteers', call.volunteers],
    ['staff', call.staff],
  ];
  const isShown = (one: Schemas['Called']): boolean =>
    (only.value == null || only.value.includes(one.id)) &&
    (!openOnly.value || (one.found == null && !one.known_away));
  return (
    <>
      <h1>{head.title}</h1>
      <p class="facts">
        {session.value?.node?.place_name} {head.opened_at != null && moment(head.opened_at)}{' '}
        {head.opened_by}
      </p>
      <Closed call={call} />
      {call.is_partial && head.groups.includes('evacuees') && (
        <p class="note note-warning">{t('list-is-partial')}</p>
      )}
      <div class="actions no-print">
        <button type="button" class="button" onClick={() => window.print()}>
          {t('roll-print')}
        </button>
        <a class="button" href={href('roll-call')}>
          {t('roll-calls')}
        </a>
        {isOpen && (
          <button type="button" class="button" onClick={goToClose}>
            {t('roll-close')}
          </button>
        )}
      </div>
      {isOpen && (
        <div class="no-print">
          <Find call={call} onFound={(ids) => (only.value = ids)} />
          <Check
            label={t('roll-open-only')}
            checked={openOnly.value}
            onChange={(checked) => (openOnly.value = checked)}
          />
        </div>
      )}
      {lists
        .filter(([group, list]) => head.groups.includes(group) || list.length > 0)
        .map(([group, list]) => (
          <section key={group} aria-labelledby={`roll-${group}`}>
            <h2 id={`roll-${group}`}>{label('roll-group', group)}</h2>
            {group === 'evacuees' && <Numbers numbers={call.evacuee_numbers} />}
            {list.length === 0 ? (
              <p>{t('roll-nobody')}</p>
            ) : (
              <ul class="roster roll-list">
                {list.filter(isShown).map((one) => (
                  <Row
                    key={one.id}
                    call={head}
                    group={group}
                    one={one}
                    isOpen={isOpen}
                    onDone={reload}
                  />
                ))}
              </ul>
            )}
          </section>
        ))}
      {(head.groups.includes('volunteers') || head.groups.includes('staff')) && (
        <p class="facts">
          {t('roll-workers')} <Numbers numbers={call.worker_numbers} />
        </p>
      )}
      <p class="print-only">{t('roll-sign-by-hand')}</p>
      {isOpen && <Close call={call} onDone={reload} />}
    </>
  );
}

function Numbers(props: { numbers: Schemas['RollNumbers'] | null | undefined }) {
  const { numbers } = props;
  if (numbers == null) return null;
  const { expected, found, not_found, away, open } = numbers;
  return (
    <span role="status">
      {t('roll-numbers', {
        expected: count(expected),
        found: count(found),
        missing: count(not_found),
        away: count(away),
        open: count(open),
      })}
    </span>
  );
}

function Closed({ call }: { call: Call }) {
  const { closed, also_closed_by } = call.head;
  if (closed == null) return null;
  return (
    <div class="note">
      {[closed, ...also_closed_by].map((end) => (
        <p key={`${end.at} ${end.signed}`}>
          {t('roll-closed-by', {
            who: end.signed,
            at: end.at == null ? t('unknown') : moment(end.at),
          })}{' '}
          {end.note}
        </p>
      ))}
    </div>
  );
}

/** Whoever is meant by a scan and is the only one is found by it; several are shown to be chosen. */
function Find(props: { call: Call; onFound: (ids: string[] | undefined) => void }) {
  const { call, onFound } = props;
  const text = useSignal('');
  const told = useSignal('');
  const problem = useSignal<Refused | undefined>(undefined);
  const params = { path: { id: call.head.id } };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const typed = text.value.trim();
    told.value = '';
    problem.value = undefined;
    onFound(undefined);
    if (typed === '') return;
    try {
      const find = api.POST('/api/v1/roll-calls/{id}/find', { params, body: { text: typed } });
      const { ids } = await take(find);
      told.value = ids.length === 0 ? t('roll-found-nobody') : t('roll-found-n', { n: ids.length });
      if (ids.length > 0) onFound(ids);
      text.value = '';
    } catch (cause) {
      problem.value = asRefused(cause);
    }
  }

  return (
    <form class="form" onSubmit={submit}>
      <TextField
        label={t('roll-find')}
        hint={t('roll-find-hint')}
        value={text.value}
        onInput={(next) => (text.value = next)}
      />
      <Refusal problem={problem.value} />
      <p role="status" class="hint">
        {told.value}
      </p>
      <div class="actions">
        <button type="submit" class="button button-main">
          {t('roll-find-do')}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            told.value = '';
            onFound(undefined);
          }}
        >
          {t('roll-show-all')}
        </button>
      </div>
    </form>
  );
}
