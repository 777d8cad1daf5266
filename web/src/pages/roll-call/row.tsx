// One who is expected: three taps, and a box for a pencil where it is printed.
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { Refusal } from '../../ui/note';

type Found = Schemas['RollFound'];
const TAPS: Found[] = ['found', 'not_found', 'away'];

export function Row(props: {
  call: Schemas['RollCallHead'];
  group: Schemas['RollGroup'];
  one: Schemas['Called'];
  isOpen: boolean;
  onDone: () => Promise<void>;
}) {
  const { call, group, one, isOpen } = props;
  const saving = useSaving();

  async function mark(tapped: Found): Promise<void> {
    // The same tap again takes it back.
    const found = tapped === one.found ? 'unmarked' : tapped;
    const params = { path: { id: call.id } };
    const body = { group, ids: [one.id], found };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/roll-calls/{id}/marks', { params, body: { key, ...body } })),
    );
    if (done != null) await props.onDone();
  }

  return (
    <li class="roll-row">
      <p>
        <span class="print-box print-only" aria-hidden="true" />
        <span class="name">{one.name}</span> <span class="kana">{one.kana}</span>{' '}
        {one.number != null && <span class="code">{one.number}</span>}{' '}
        {one.section != null && <span class="kana">{one.section}</span>}
      </p>
      <p class="roster-report">
        {one.disputed && <span class="state state-disputed">{t('roll-disputed')}</span>}
        {one.known_away && <span class="state state-overnight">{t('roll-known-away')}</span>}
        {!isOpen && one.found != null && (
          <span class={`state state-roll-${one.found}`}>{label('roll-found', one.found)}</span>
        )}
      </p>
      {isOpen && (
        <div class="roll-taps no-print" role="group" aria-label={one.name}>
          {TAPS.map((tap) => (
            <button
              key={tap}
              type="button"
              class={one.found === tap ? 'button button-main' : 'button'}
              aria-pressed={one.found === tap}
              disabled={saving.busy}
              onClick={() => void mark(tap)}
            >
              {label('roll-found', tap)}
            </button>
          ))}
        </div>
      )}
      <Refusal problem={saving.problem} />
    </li>
  );
}
