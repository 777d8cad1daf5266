// The first run of a laptop, three steps: the clock, the ticket, the manager. Where its keys are
// locked, the passphrase comes before everything.
import { useSignal } from '@preact/signals';
import { api, take } from '../api/client';
import { useSaving } from '../api/saving';
import { Plain } from '../frame/plain';
import { label, t } from '../i18n';
import { accept, type Session } from '../session';
import { TextArea, TextField } from '../ui/field';
import { Refusal } from '../ui/note';
import { said } from '../ui/words';
import { ConfirmClock } from './confirm-clock';

type Step = Exclude<Session['setup'], 'done'>;
const STEPS: Step[] = ['confirm_clock', 'take_ticket', 'name_manager'];

export function FirstRun(props: { step: Step }) {
  return (
    <Plain title={props.step === 'unlock' ? t('unlock') : t('first-run')}>
      {props.step !== 'unlock' && (
        <ol class="steps">
          {STEPS.map((step) => (
            <li key={step} aria-current={step === props.step ? 'step' : undefined}>
              {label('setup', step)}
            </li>
          ))}
        </ol>
      )}
      {props.step === 'unlock' && <Unlock />}
      {props.step === 'confirm_clock' && <ConfirmClock />}
      {props.step === 'take_ticket' && (
        <>
          <TakeTicket />
          <Provisional />
        </>
      )}
      {props.step === 'name_manager' && <NameManager />}
    </Plain>
  );
}

/** The keys on this laptop's disk open by a passphrase. */
function Unlock() {
  const passphrase = useSignal('');
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = { passphrase: passphrase.value };
    const next = await saving.run(() => take(api.POST('/api/v1/setup/unlock', { body })));
    if (next != null) accept(next);
  }

  return (
    <form class="form" onSubmit={submit}>
      <p>{t('unlock-ask')}</p>
      <Refusal problem={saving.problem} />
      <TextField
        label={t('passphrase')}
        name="passphrase"
        type="password"
        autoComplete="current-password"
        autoFocus
        required
        value={passphrase.value}
        onInput={(value) => (passphrase.value = value)}
      />
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('unlock-do')}
      </button>
      <p class="hint">{t('unlock-forgotten')}</p>
    </form>
  );
}

/** 仮: nobody has a ticket at hand, and people stand at the door. */
function Provisional() {
  const name = useSignal('');
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = { place_name: name.value.trim() };
    const next = await saving.run(() => take(api.POST('/api/v1/setup/provisional', { body })));
    if (next != null) accept(next);
  }

  return (
    <section class="card" aria-labelledby="provisional-head">
      <h2 id="provisional-head">{t('provisional-head')}</h2>
      <p>{t('provisional-what')}</p>
      <form class="form" onSubmit={submit}>
        <Refusal problem={saving.problem} />
        <TextField
          label={t('provisional-place')}
          name="place-name"
          required
          value={name.value}
          onInput={(value) => (name.value = value)}
        />
        <button type="submit" class="button" disabled={saving.busy}>
          {t('provisional-begin')}
        </button>
      </form>
    </section>
  );
}

export function TakeTicket() {
  const ticket = useSignal('');
  const pin = useSignal('');
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = { ticket: ticket.value.trim(), pin: said(pin.value) };
    const next = await saving.run(() => take(api.POST('/api/v1/setup/ticket', { body })));
    if (next != null) accept(next);
  }

  return (
    <form class="form" onSubmit={submit}>
      <Refusal problem={saving.problem} />
      <TextArea
        label={t('ticket-text')}
        hint={t('ticket-hint')}
        required
        rows={6}
        value={ticket.value}
        onInput={(value) => (ticket.value = value)}
      />
      <TextField
        label={t('ticket-pin')}
        hint={t('ticket-pin-hint')}
        inputMode="numeric"
        value={pin.value}
        onInput={(value) => (pin.value = value)}
      />
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('ticket-take')}
      </button>
    </form>
  );
}

function NameManager() {
  const name = useSignal('');
  const secret = useSignal('');
  const again = useSignal('');
  const differ = useSignal(false);
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    differ.value = secret.value !== again.value;
    if (differ.value) return;
    const body = { name: name.value.trim(), secret: secret.value };
    const next = await saving.run(() => take(api.POST('/api/v1/setup/manager', { body })));
    if (next != null) accept(next);
  }

  return (
    <form class="form" onSubmit={submit}>
      <p>{t('manager-ask')}</p>
      <Refusal problem={saving.problem} />
      <TextField
        label={t('account-name')}
        name="name"
        autoComplete="username"
        required
        value={name.value}
        onInput={(value) => (name.value = value)}
      />
      <TextField
        label={t('account-passphrase')}
        hint={t('account-passphrase-hint')}
        name="secret"
        type="password"
        autoComplete="new-password"
        required
        value={secret.value}
        onInput={(value) => (secret.value = value)}
      />
      <TextField
        label={t('account-secret-again')}
        name="again"
        type="password"
        autoComplete="new-password"
        required
        error={differ.value ? t('account-secret-differs') : undefined}
        value={again.value}
        onInput={(value) => (again.value = value)}
      />
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('manager-name')}
      </button>
    </form>
  );
}
