// The passphrase that this laptop's keys ask for at every start.
import { useSignal } from '@preact/signals';
import { api, take } from '../api/client';
import { useSaving } from '../api/saving';
import { t } from '../i18n';
import { accept, session } from '../session';
import { TextField } from '../ui/field';
import { Refusal, SavedTick } from '../ui/note';

export function LaptopLock() {
  const old = useSignal('');
  const next = useSignal('');
  const again = useSignal('');
  const differ = useSignal(false);
  const saved = useSignal(false);
  const saving = useSaving();
  const locked = session.value?.node?.has_passphrase === true;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    saved.value = false;
    differ.value = next.value !== again.value;
    if (differ.value) return;
    const body = { old: old.value, new: next.value };
    const done = await saving.run(() => take(api.POST('/api/v1/lock', { body })));
    if (done == null) return;
    old.value = next.value = again.value = '';
    saved.value = true;
    accept(done);
  }

  return (
    <section aria-labelledby="lock-head">
      <h2 id="lock-head">{t('lock-head')}</h2>
      <p>{locked ? t('lock-is-set') : t('lock-is-not-set')}</p>
      <p class="hint">{t('lock-what')}</p>
      <form class="form" onSubmit={submit}>
        {locked && (
          <TextField
            label={t('lock-old')}
            type="password"
            autoComplete="current-password"
            required
            value={old.value}
            onInput={(value) => (old.value = value)}
          />
        )}
        <TextField
          label={t('lock-new')}
          hint={locked ? t('lock-new-hint-remove') : t('lock-new-hint')}
          type="password"
          autoComplete="new-password"
          required={!locked}
          value={next.value}
          onInput={(value) => (next.value = value)}
        />
        <TextField
          label={t('lock-again')}
          type="password"
          autoComplete="new-password"
          required={!locked}
          error={differ.value ? t('account-secret-differs') : undefined}
          value={again.value}
          onInput={(value) => (again.value = value)}
        />
        <Refusal problem={saving.problem} />
        {saved.value && <SavedTick />}
        <button type="submit" class="button" disabled={saving.busy}>
          {t('lock-do')}
        </button>
      </form>
    </section>
  );
}
