// At headquarters: two persons look together at people who are protected.
import { useSignal } from '@preact/signals';
import { api, take } from '../../api/client';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { t } from '../../i18n';
import { loadSession, session } from '../../session';
import { TextField } from '../../ui/field';
import { fieldSentence, Refusal } from '../../ui/note';
import { SecondPerson } from '../../ui/second-person';

export function TwoPersons(props: { onChange: () => Promise<void> }) {
  const open = useSignal(false);
  const ending = useSaving();
  const until = session.value?.me?.reveals_until;

  async function changed(): Promise<void> {
    open.value = false;
    await loadSession();
    await props.onChange();
  }

  async function end(): Promise<void> {
    await ending.run(() => take(api.DELETE('/api/v1/hq/reveal')));
    await changed();
  }

  if (until != null) {
    return (
      <section class="note note-warning" aria-label={t('two-persons')}>
        <p>{t('two-persons-until', { at: moment(until) })}</p>
        <button type="button" class="button" disabled={ending.busy} onClick={() => void end()}>
          {t('two-persons-end')}
        </button>
        <Refusal problem={ending.problem} />
      </section>
    );
  }
  return (
    <section aria-label={t('two-persons')}>
      <button
        type="button"
        class="button button-quiet"
        aria-expanded={open.value}
        onClick={() => (open.value = !open.value)}
      >
        {t('two-persons')}
      </button>
      {open.value && <Form onDone={changed} />}
    </section>
  );
}

function Form(props: { onDone: () => Promise<void> }) {
  const name = useSignal('');
  const secret = useSignal('');
  const why = useSignal('');
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = { name: name.value, secret: secret.value, why: why.value };
    const done = await saving.run(() => take(api.POST('/api/v1/hq/reveal', { body })));
    secret.value = '';
    if (done != null) await props.onDone();
  }

  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <p class="hint">{t('two-persons-about')}</p>
      <TextField
        label={t('two-persons-why')}
        required
        autoFocus
        value={why.value}
        error={fieldSentence(saving.field('why'))}
        onInput={(text) => (why.value = text)}
      />
      <SecondPerson name={name} secret={secret} />
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('two-persons-begin')}
      </button>
      <Refusal problem={saving.problem} />
    </form>
  );
}
