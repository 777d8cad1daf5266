// Accounts of this place, made by its manager in a few seconds.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../api/client';
import { roleValues } from '../api/schema';
import { useResource } from '../api/resource';
import { useSaving } from '../api/saving';
import { moment } from '../clock';
import { useTitle } from '../frame/title';
import { label, t } from '../i18n';
import { can, isHq, session } from '../session';
import { Choice, TextField } from '../ui/field';
import { Refusal, SavedTick, Waiting } from '../ui/note';
import { options } from '../ui/words';
import { LaptopLock } from './lock';

export function AccountsPage() {
  useTitle(t('page-accounts'));
  const accounts = useResource(() => take(api.GET('/api/v1/accounts')), ['desk'], '');
  return (
    <>
      <h1>{t('page-accounts')}</h1>
      <div class="columns">
        <section aria-labelledby="account-new">
          <h2 id="account-new">{t('account-new')}</h2>
          <NewAccount onDone={accounts.reload} />
        </section>
        <section aria-labelledby="account-list">
          <h2 id="account-list">{t('account-list')}</h2>
          {accounts.data == null ? (
            <Waiting problem={accounts.problem} />
          ) : (
            <AccountList accounts={accounts.data.accounts} onDone={accounts.reload} />
          )}
        </section>
      </div>
      {can('POST /api/v1/lock') && <LaptopLock />}
    </>
  );
}

function NewAccount(props: { onDone: () => Promise<void> }) {
  const empty = { name: '', secret: '', role: isHq.peek() ? 'hq_officer' : 'reception' };
  const draft = useSignal(empty);
  const saved = useSignal(false);
  const saving = useSaving();
  const roles = roleValues.filter((role) => isHq.value || role !== 'hq_officer');
  const set = (part: Partial<typeof empty>): void => {
    draft.value = { ...draft.value, ...part };
    saved.value = false;
  };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const { name, secret, role } = draft.value;
    const body = { name: name.trim(), secret, role: role as Schemas['Role'] };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/accounts', { body: { key, ...body } })),
    );
    if (done == null) return;
    draft.value = { ...empty, role };
    saved.value = true;
    await props.onDone();
  }

  return (
    <form class="form" onSubmit={submit}>
      <TextField
        label={t('account-name')}
        required
        value={draft.value.name}
        onInput={(name) => set({ name })}
      />
      <Choice
        label={t('account-role')}
        required
        value={draft.value.role}
        options={options('role', roles)}
        onChange={(role) => set({ role })}
      />
      <TextField
        label={t('account-secret')}
        hint={t('account-secret-hint')}
        type="password"
        autoComplete="new-password"
        required
        value={draft.value.secret}
        onInput={(secret) => set({ secret })}
      />
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('account-make')}
      </button>
    </form>
  );
}

function AccountList(props: { accounts: Schemas['Account'][]; onDone: () => Promise<void> }) {
  const saving = useSaving();
  const own = session.value?.me?.account;

  async function disable(id: string): Promise<void> {
    const params = { path: { id } };
    const done = await saving.run(() =>
      take(api.POST('/api/v1/accounts/{id}/disable', { params })),
    );
    if (done != null) await props.onDone();
  }

  return (
    <>
      <Refusal problem={saving.problem} />
      <ul class="cards">
        {props.accounts.map((account) => (
          <li key={account.id} class="card account">
            <p>
              <span class="name">{account.name}</span>{' '}
              <span class="badge">
                {account.role == null ? t('unknown') : label('role', account.role)}
              </span>
              {account.disabled && <span class="badge badge-warning">{t('account-disabled')}</span>}
            </p>
            <p class="hint">{t('account-created', { at: moment(account.created_at) })}</p>
            {!account.disabled && account.id !== own && (
              <button
                type="button"
                class="button"
                disabled={saving.busy}
                aria-label={t('account-disable-named', { name: account.name })}
                onClick={() => void disable(account.id)}
              >
                {t('account-disable')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
