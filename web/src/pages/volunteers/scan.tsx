// A card or a staff number, typed or scanned: whoever is not at work begins, whoever is ends.
// A reader types the number and Enter.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';

export function Scan(props: { onDone: () => Promise<void> }) {
  const text = useSignal('');
  const tapped = useSignal<Schemas['ShiftTapped'] | undefined>(undefined);
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (text.value.trim() === '') return;
    const typed = text.value.trim();
    tapped.value = undefined;
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/shifts', { body: { key, text: typed } })),
    );
    text.value = '';
    if (done == null) return;
    tapped.value = done;
    await props.onDone();
  }

  return (
    <form class="form" onSubmit={submit}>
      <TextField
        label={t('shift-code')}
        hint={t('shift-code-hint')}
        autoFocus
        value={text.value}
        onInput={(next) => (text.value = next)}
      />
      {saving.problem?.code === 'not_found' ? (
        <p role="alert" class="note note-error">
          {t('shift-nobody')}
        </p>
      ) : (
        <Refusal problem={saving.problem} />
      )}
      {tapped.value != null && <Tapped tapped={tapped.value} onDone={props.onDone} />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('shift-tap')}
      </button>
    </form>
  );
}

/** What a tap did, and the way back from it. */
export function Tapped(props: { tapped: Schemas['ShiftTapped']; onDone: () => Promise<void> }) {
  const { tapped } = props;
  const back = useSignal('');
  const saving = useSaving();
  const name = tapped.name ?? tapped.number ?? '';

  async function takeBack(): Promise<void> {
    const params = { path: { id: tapped.id } };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/shifts/{id}/take-back', { params, body: { key } })),
    );
    if (done == null) return;
    back.value = tapped.id;
    await props.onDone();
  }

  if (back.value === tapped.id) return <SavedTick>{t('shift-taken-back', { name })}</SavedTick>;
  return (
    <div class="shift-tapped">
      <SavedTick>
        {tapped.action === 'begin' ? t('shift-begun', { name }) : t('shift-ended', { name })}
      </SavedTick>
      <Refusal problem={saving.problem} />
      <button type="button" class="button" disabled={saving.busy} onClick={() => void takeBack()}>
        {t('shift-take-back')}
      </button>
    </div>
  );
}
