// Accounts of this place, made by its manager in a few seconds.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../api/client';
import { roleValues } from '../api/schema';
import { useResource } from '../api/resource';
import { useSaving } from '../api/saving';
import { moment, now } from '../clock';
import { useTitle } from '../frame/title';
import { label, t } from '../i18n';
import { can, isHq, session } from '../session';
import { Choice, TextField } from '../ui/field';
import { fieldSentence, Refusal, SavedTick, Waiting } from '../ui/note';
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

/** How long an account is for, in days. */
const DAYS = ['1', '3', '7', '30', '90'] as const;
const DAY_MS = 24 * 3_600_000;
/** Whose desk digits alone do not open. */
const WITH_PASSPHRASE: readonly string[] = ['manager', 'hq_officer'];

function NewAccount(props: { onDone: () => Promise<void> }) {
  const empty = { name: '', secret: '', role: isHq.peek() ? 'hq_officer' : 'reception', days: '7' };
  const draft = useSignal(empty);
  const made = useSignal<Made | undefined>(undefined);
  const tried = useSignal('');
  const saving = useSaving();
  const roles = roleValues.filter((role) => isHq.value || role !== 'hq_officer');
  const set = (part: Partial<typeof empty>): void => {
    draft.value = { ...draft.value, ...part };
    made.value = undefined;
  };
  const withPassphrase = WITH_PASSPHRASE.includes(draft.value.role);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const { role, days } = draft.value;
    const name = draft.value.name.trim();
    // Sent again, it is the same digits: the node may have kept the account already.
    if (tried.value === '') tried.value = freshPin();
    const secret = withPassphrase ? draft.value.secret : tried.value;
    const expires_at = now.peek() + Number(days) * DAY_MS;
    const body = { name, secret, role: role as Schemas['Role'], expires_at };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/accounts', { body: { key, ...body } })),
    );
    if (done == null) return;
    made.value = { name, role, until: expires_at, pin: withPassphrase ? undefined : secret };
    tried.value = '';
    draft.value = { ...empty, role, days };
    await props.onDone();
  }

  return (
    <>
      <form class="form" onSubmit={submit}>
        {!withPassphrase && <p class="hint">{t('account-how')}</p>}
        <TextField
          label={t('account-name')}
          required
          autoFocus
          error={fieldSentence(saving.field('name'))}
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
        <Choice
          label={t('account-days')}
          value={draft.value.days}
          options={DAYS.map((n) => ({ value: n, text: t('account-days-n', { n: Number(n) }) }))}
          onChange={(days) => set({ days })}
        />
        {withPassphrase ? (
          <TextField
            label={t('account-passphrase')}
            hint={t('account-passphrase-hint')}
            type="password"
            autoComplete="new-password"
            required
            error={fieldSentence(saving.field('secret'))}
            value={draft.value.secret}
            onInput={(secret) => set({ secret })}
          />
        ) : (
          <p class="hint">{t('account-pin-drawn')}</p>
        )}
        <Refusal problem={saving.problem} />
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('account-make')}
        </button>
      </form>
      {made.value != null && <Slip made={made.value} onDone={() => (made.value = undefined)} />}
    </>
  );
}

interface Made {
  name: string;
  role: string;
  until: number;
  /** `undefined`: a passphrase, which is never shown. */
  pin: string | undefined;
}

/** Six digits of chance, none of those that are guessed first. */
function freshPin(): string {
  const drawn = new Uint32Array(1);
  for (;;) {
    crypto.getRandomValues(drawn);
    // Every PIN as likely as the other: the rest of the division is drawn again.
    if ((drawn[0] ?? 0) >= 4_294_000_000) continue;
    const pin = String((drawn[0] ?? 0) % 1_000_000).padStart(6, '0');
    if (!isEasy(pin)) return pin;
  }
}

/** All alike, or counting up or down. */
export function isEasy(pin: string): boolean {
  const steps = Array.from(pin.slice(1), (digit, index) => Number(digit) - Number(pin[index]));
  return steps.every((step) => step === steps[0] && Math.abs(step) <= 1);
}

/** Shown once: nobody, not even the node, can show it again. */
function Slip(props: { made: Made; onDone: () => void }) {
  const { name, role, until, pin } = props.made;
  return (
    <section class="card slip" aria-labelledby="slip-head">
      <SavedTick>{t('account-made')}</SavedTick>
      <h3 id="slip-head">{session.value?.node?.place_name}</h3>
      <dl class="slip-facts">
        <div>
          <dt>{t('account-name')}</dt>
          <dd>{name}</dd>
        </div>
        <div>
          <dt>{t('account-role')}</dt>
          <dd>{label('role', role)}</dd>
        </div>
        {pin != null && (
          <div>
            <dt>{t('account-pin')}</dt>
            <dd class="slip-pin">{pin}</dd>
          </div>
        )}
        <div>
          <dt>{t('account-until')}</dt>
          <dd>{moment(until)}</dd>
        </div>
      </dl>
      <p>{t('account-here-only')}</p>
      <div class="actions slip-actions">
        {pin != null && (
          <>
            <p class="hint">{t('account-pin-once')}</p>
            <button type="button" class="button" onClick={() => window.print()}>
              {t('account-slip-print')}
            </button>
          </>
        )}
        <button type="button" class="button" onClick={props.onDone}>
          {t('account-slip-done')}
        </button>
      </div>
    </section>
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
            <p class="hint">
              {t('account-created', { at: moment(account.created_at) })}{' '}
              {account.expires_at != null && t('account-ends', { at: moment(account.expires_at) })}
            </p>
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
