// Check in, check out with where-to, a night elsewhere and back, another section: for the persons that
// are ticked. A child without a guardian leaves with an adult who is named.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { said } from '../../ui/words';
import { AwayForm, LeavingForm } from './leaving';

type Action = Schemas['StayAction'];
type State = Schemas['StayState'];
export type StayDetails = Omit<Schemas['NewStay'], 'key' | 'action' | 'persons'>;

/** From which states a step makes sense; the node decides. */
const FROM: Record<Action, State[]> = {
  check_in: ['expected', 'left'],
  check_out: ['staying', 'overnight'],
  overnight_away: ['staying'],
  return: ['overnight'],
  move: ['staying'],
};
const ACTIONS: Action[] = ['check_in', 'return', 'overnight_away', 'check_out'];
/** What needs to be asked first. */
const ASKS: Action[] = ['check_out', 'overnight_away', 'move'];

export function StayActions(props: {
  household: Schemas['Household'];
  chosen: string[];
  /** The card was opened to check in: the focus begins there. */
  begins: boolean;
  onDone: () => Promise<void>;
}) {
  const { household, chosen } = props;
  const asking = useSignal<Action | undefined>(undefined);
  const done = useSignal<Action | undefined>(undefined);
  const section = useSignal('');
  const checkIn = useRef<HTMLButtonElement>(null);
  const saving = useSaving();
  const persons = household.persons.filter((person) => chosen.includes(person.id));
  const able = (action: Action): Schemas['Person'][] =>
    persons.filter((person) => FROM[action].includes(person.state));

  useEffect(() => {
    if (props.begins) checkIn.current?.focus();
  }, []);

  async function record(action: Action, details: StayDetails): Promise<void> {
    const body = { action, persons: able(action).map((person) => person.id), ...details };
    const params = { path: { id: household.id } };
    done.value = undefined;
    const saved = await saving.run((key) =>
      take(api.POST('/api/v1/households/{id}/stays', { params, body: { key, ...body } })),
    );
    if (saved == null) return;
    asking.value = undefined;
    done.value = action;
    section.value = '';
    await props.onDone();
  }

  function press(action: Action): void {
    if (ASKS.includes(action)) asking.value = asking.value === action ? undefined : action;
    else void record(action, action === 'check_in' ? { section: said(section.value) } : {});
  }

  const adult = (action: Action): string | undefined => {
    const child = able(action).find((person) => person.unaccompanied_minor);
    return child == null ? undefined : (child.brought_by ?? '');
  };

  return (
    <section class="stay-actions" aria-label={t('stay-actions')}>
      <p class="hint">{t('stay-actions-for', { n: persons.length })}</p>
      <div class="actions">
        {ACTIONS.map((action) => (
          <button
            key={action}
            ref={action === 'check_in' ? checkIn : null}
            type="button"
            class={action === 'check_in' ? 'button button-main' : 'button'}
            aria-expanded={ASKS.includes(action) ? asking.value === action : undefined}
            disabled={saving.busy || able(action).length === 0}
            onClick={() => press(action)}
          >
            {label('stay-action', action)}
            {action === 'check_in' && able(action).length > 0 && (
              <>
                {' '}
                <kbd aria-hidden="true">Enter</kbd>
              </>
            )}
          </button>
        ))}
      </div>
      {asking.value === 'check_out' && (
        <LeavingForm
          busy={saving.busy}
          adult={adult('check_out')}
          onLeave={(details) => void record('check_out', details)}
        />
      )}
      {asking.value === 'overnight_away' && (
        <AwayForm
          busy={saving.busy}
          adult={adult('overnight_away')}
          onLeave={(details) => void record('overnight_away', details)}
        />
      )}
      <details class="more">
        <summary>{t('section')}</summary>
        <div class="form">
          <TextField
            label={t('section')}
            hint={t('section-hint')}
            value={section.value}
            onInput={(text) => (section.value = text)}
          />
          <button
            type="button"
            class="button"
            disabled={saving.busy || section.value.trim() === '' || able('move').length === 0}
            onClick={() => void record('move', { section: section.value })}
          >
            {label('stay-action', 'move')}
          </button>
        </div>
      </details>
      <Refusal problem={saving.problem} />
      {done.value != null && (
        <SavedTick>{t('stay-saved', { what: label('stay-action', done.value) })}</SavedTick>
      )}
    </section>
  );
}
