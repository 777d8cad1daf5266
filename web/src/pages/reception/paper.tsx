// Typing in a stack of paper cards: the form stays after saving, every card is marked as paper, and the
// time that was written on it is when it was observed.
import { useSignal } from '@preact/signals';
import { fromLocalInput, localInput, now } from '../../clock';
import { label, t } from '../../i18n';
import { TextField } from '../../ui/field';
import { SavedTick } from '../../ui/note';
import { HouseholdForm } from './new-household';

export function PaperPane() {
  const at = useSignal(localInput(now.peek()));
  const count = useSignal(0);
  const people = useSignal(0);
  const last = useSignal('');
  const observedAt = fromLocalInput(at.value);

  return (
    <div class="paper-cards">
      <div class="form paper-stack">
        <TextField
          label={t('paper-time')}
          hint={t('paper-time-hint')}
          type="datetime-local"
          max={localInput(now.value)}
          required
          error={observedAt == null ? t('paper-time-missing') : undefined}
          value={at.value}
          onInput={(text) => (at.value = text)}
        />
        <p class="paper-count">{t('paper-count', { cards: count.value, people: people.value })}</p>
        {count.value > 0 && <SavedTick>{t('paper-last', { number: last.value })}</SavedTick>}
      </div>
      {observedAt != null && (
        <HouseholdForm
          key={count.value}
          title={label('entered-from', 'paper')}
          from={{ from: 'paper', observed_at: observedAt }}
          onDone={(registered) => {
            last.value = registered.reception_no ?? '';
            people.value += registered.persons.length;
            count.value += 1;
          }}
        />
      )}
    </div>
  );
}
