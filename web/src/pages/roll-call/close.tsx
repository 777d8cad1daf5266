// The end of a call: whoever closes it signs with a name.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { session } from '../../session';
import { Check, TextArea, TextField } from '../../ui/field';
import { fieldSentence, Refusal } from '../../ui/note';
import { said } from '../../ui/words';

const HEAD = 'roll-close';

/** Behind everybody on the list, who each have three buttons: hundreds of stops for the Tab key. */
export function goToClose(): void {
  document.getElementById(HEAD)?.focus();
}

export function Close(props: { call: Schemas['RollCall']; onDone: () => Promise<void> }) {
  const { call } = props;
  const signed = useSignal(session.value?.me?.name ?? '');
  const note = useSignal('');
  const rest = useSignal(false);
  const saving = useSaving();
  const everybody = [...call.evacuees, ...call.volunteers, ...call.staff];
  const someOpen = everybody.some((one) => one.found == null && !one.known_away && !one.disputed);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const params = { path: { id: call.head.id } };
    const body = { signed: signed.value, note: said(note.value), rest_not_found: rest.value };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/roll-calls/{id}/close', { params, body: { key, ...body } })),
    );
    if (done != null) await props.onDone();
  }

  return (
    <section class="no-print" aria-labelledby={HEAD}>
      <h2 id={HEAD} tabIndex={-1}>
        {t('roll-close')}
      </h2>
      <form class="form" onSubmit={submit}>
        {someOpen && (
          <Check
            label={t('roll-rest')}
            checked={rest.value}
            onChange={(checked) => (rest.value = checked)}
          />
        )}
        <TextField
          label={t('roll-signed')}
          required
          error={fieldSentence(saving.field('signed'))}
          value={signed.value}
          onInput={(next) => (signed.value = next)}
        />
        <TextArea
          label={t('roll-note')}
          value={note.value}
          onInput={(next) => (note.value = next)}
        />
        <Refusal problem={saving.problem} />
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('roll-close-do')}
        </button>
      </form>
    </section>
  );
}
