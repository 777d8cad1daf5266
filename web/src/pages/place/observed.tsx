// When it was looked at, not when it is typed.
import { fromLocalInput, localInput, now } from '../../clock';
import { t } from '../../i18n';
import { TextField } from '../../ui/field';

/** `text` empty: now. */
export function ObservedAt(props: { text: string; onInput: (text: string) => void }) {
  return (
    <TextField
      label={t('observed-at')}
      hint={t('observed-at-hint')}
      type="datetime-local"
      max={localInput(now.peek())}
      value={props.text}
      onInput={props.onInput}
    />
  );
}

export function observedAt(text: string): number | null {
  return fromLocalInput(text) ?? null;
}
