// 避難所状況確認日時: when it was looked at, not when it is typed. Always asked, never guessed.
import { fromLocalInput, localInput, now } from '../../clock';
import { t } from '../../i18n';
import { Choice, TextField } from '../../ui/field';

export interface Observed {
  when: '' | 'now' | 'earlier';
  /** As the field for a time holds it. */
  at: string;
}

export const UNASKED: Observed = { when: '', at: '' };

export function ObservedAt(props: {
  value: Observed;
  wrong: boolean;
  onInput: (value: Observed) => void;
}) {
  const { value, wrong, onInput } = props;
  const set = (part: Partial<Observed>): void => onInput({ ...value, ...part });
  return (
    <div class="observed">
      <Choice
        label={t('report-observed-when')}
        hint={t('report-observed-at-hint')}
        required
        error={wrong && value.when === '' ? t('report-observed-missing') : undefined}
        value={value.when}
        options={[
          { value: 'now', text: t('report-observed-now') },
          { value: 'earlier', text: t('report-observed-earlier') },
        ]}
        onChange={(when) => set({ when: when as Observed['when'] })}
      />
      {value.when === 'earlier' && (
        <TextField
          label={t('observed-at')}
          type="datetime-local"
          required
          max={localInput(now.peek())}
          error={wrong && !isSaid(value) ? t('report-observed-missing') : undefined}
          value={value.at}
          onInput={(at) => set({ at })}
        />
      )}
    </div>
  );
}

export function isSaid(value: Observed): boolean {
  return value.when === 'now' || (value.when === 'earlier' && fromLocalInput(value.at) != null);
}

/** `null`: now, by the node's clock. */
export function observedAt(value: Observed): number | null {
  return value.when === 'earlier' ? (fromLocalInput(value.at) ?? null) : null;
}
