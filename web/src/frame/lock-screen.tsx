// What stands before a locked page: who is there now? The same person goes on where they were.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, take } from '../api/client';
import { useSaving } from '../api/saving';
import { label, t } from '../i18n';
import { TextField } from '../ui/field';
import { Refusal } from '../ui/note';
import { unlock, type Locked } from './lock';
import { Plain } from './plain';

export function LockScreen(props: { locked: Locked }) {
  const { me, why } = props.locked;
  const name = useSignal(me.name);
  const secret = useSignal('');
  const saving = useSaving();
  useWayBack();
  const isOther = name.value.trim() !== me.name;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = { name: name.value.trim(), secret: secret.value };
    const next = await saving.run(() => take(api.POST('/api/v1/session', { body })));
    secret.value = '';
    if (next != null) unlock(next);
  }

  return (
    <Plain title={t('lock-screen')}>
      <p>{label('lock-why', why)}</p>
      <form class="form" onSubmit={submit}>
        <Refusal problem={saving.problem} />
        <TextField
          label={t('account-name')}
          hint={t('lock-screen-other')}
          name="name"
          autoComplete="off"
          required
          value={name.value}
          onInput={(value) => (name.value = value)}
        />
        {isOther && <p class="note note-warning">{t('lock-screen-lost', { name: me.name })}</p>}
        <TextField
          label={t('account-secret')}
          name="secret"
          type="password"
          autoComplete="off"
          required
          autoFocus
          value={secret.value}
          onInput={(value) => (secret.value = value)}
        />
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('lock-screen-go-on')}
        </button>
      </form>
    </Plain>
  );
}

/** Where one was on the page behind: its title, how far down, and in which field. */
function useWayBack(): void {
  const was = useRef<(() => void) | undefined>(undefined);
  was.current ??= remember();
  useEffect(() => was.current, []);
}

function remember(): () => void {
  const { title, activeElement } = document;
  const top = window.scrollY;
  return () => {
    document.title = title;
    // Once the page is shown again.
    setTimeout(() => {
      window.scrollTo(0, top);
      if (activeElement instanceof HTMLElement && activeElement.isConnected) {
        activeElement.focus({ preventScroll: true });
      }
    });
  };
}
