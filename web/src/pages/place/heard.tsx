// Of another place somebody was told: by which way, and by whom (section and post, never a name).
import { viaValues } from '../../api/schema';
import { t } from '../../i18n';
import { Choice, TextField } from '../../ui/field';
import { options } from '../../ui/words';

export interface Heard {
  via: string;
  by: string;
}

export const UNHEARD: Heard = { via: '', by: '' };

export function HowHeard(props: {
  value: Heard;
  wrong: boolean;
  /** Where the form has a field for it already. */
  asksBy: boolean;
  onInput: (value: Heard) => void;
}) {
  const { value, onInput } = props;
  return (
    <>
      <Choice
        label={t('heard-via')}
        required
        error={props.wrong && value.via === '' ? t('heard-missing') : undefined}
        value={value.via}
        options={options('via', viaValues)}
        onChange={(via) => onInput({ ...value, via })}
      />
      {props.asksBy && (
        <TextField
          label={t('heard-by')}
          hint={t('heard-by-hint')}
          value={value.by}
          onInput={(by) => onInput({ ...value, by })}
        />
      )}
    </>
  );
}
