import { useSignal } from '@preact/signals';
import { api, take } from '../api/client';
import { useSaving } from '../api/saving';
import { Plain } from '../frame/plain';
import { t } from '../i18n';
import { accept } from '../session';
import { TextField } from '../ui/field';
import { Refusal } from '../ui/note';

export function Login(props: { onFirstUse: (() => void) | undefined }) {
  const name = useSignal('');
  const secret = useSignal('');
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = { name: name.value.trim(), secret: secret.value };
    const next = await saving.run(() => take(api.POST('/api/v1/session', { body })));
    secret.value = '';
    if (next != null) accept(next);
  }

  return (
    <Plain title={t('login')}>
      <form class="form" onSubmit={submit}>
        <Refusal problem={saving.problem} />
        <TextField
          label={t('account-name')}
          name="name"
          autoComplete="username"
          required
          autoFocus
          value={name.value}
          onInput={(value) => (name.value = value)}
        />
        <TextField
          label={t('account-secret')}
          name="secret"
          type="password"
          autoComplete="current-password"
          required
          value={secret.value}
          onInput={(value) => (secret.value = value)}
        />
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('login')}
        </button>
      </form>
      {props.onFirstUse != null && (
        <button type="button" class="button button-quiet" onClick={props.onFirstUse}>
          {t('login-first-use')}
        </button>
      )}
    </Plain>
  );
}
