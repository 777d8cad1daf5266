// What takes two: the other person agrees with their own name and PIN, at the same keyboard.
import type { Signal } from '@preact/signals';
import { t } from '../i18n';
import { TextField } from './field';

export function SecondPerson(props: { name: Signal<string>; secret: Signal<string> }) {
  const { name, secret } = props;
  return (
    <>
      <TextField
        label={t('two-persons-name')}
        required
        value={name.value}
        onInput={(text) => (name.value = text)}
      />
      <TextField
        label={t('two-persons-secret')}
        type="password"
        required
        value={secret.value}
        onInput={(text) => (secret.value = text)}
      />
    </>
  );
}
