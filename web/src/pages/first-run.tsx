// The first run of a laptop, three steps: the clock, the ticket, the manager.
import { useSignal } from '@preact/signals';
import { api, take } from '../api/client';
import { useSaving } from '../api/saving';
import { dateInWords, now } from '../clock';
import { Plain } from '../frame/plain';
import { label, language, t } from '../i18n';
import { accept, type Session } from '../session';
import { TextArea, TextField } from '../ui/field';
import { Refusal } from '../ui/note';
import { said } from '../ui/words';

type Step = Exclude<Session['setup'], 'done'>;
const STEPS: Step[] = ['confirm_clock', 'take_ticket', 'name_manager'];

export function FirstRun(props: { step: Step }) {
  return (
    <Plain title={t('first-run')}>
      <ol class="steps">
        {STEPS.map((step) => (
          <li key={step} aria-current={step === props.step ? 'step' : undefined}>
            {label('setup', step)}
          </li>
        ))}
      </ol>
      {props.step === 'confirm_clock' && <ConfirmClock />}
      {props.step === 'take_ticket' && <TakeTicket />}
      {props.step === 'name_manager' && <NameManager />}
    </Plain>
  );
}

function ConfirmClock() {
  const saving = useSaving();
  const shown = now.value;
  const weekday = new Intl.DateTimeFormat(language.value, { weekday: 'long' }).format(shown);

  async function confirm(event: Event): Promise<void> {
    event.preventDefault();
    const next = await saving.run(() => take(api.POST('/api/v1/setup/clock', { body: { shown } })));
    if (next != null) accept(next);
  }

  return (
    <form class="form" onSubmit={confirm}>
      <p>{t('clock-ask')}</p>
      <p class="clock">
        <time dateTime={new Date(shown).toISOString()}>{dateInWords(shown)}</time>
        <span class="clock-day">{weekday}</span>
      </p>
      <p class="hint">{t('clock-wrong')}</p>
      <Refusal problem={saving.problem} />
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('clock-confirm')}
      </button>
    </form>
  );
}

function TakeTicket() {
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
        label={t('account-secret')}
        hint={t('account-secret-hint')}
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
