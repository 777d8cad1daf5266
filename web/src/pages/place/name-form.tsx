// A place that stands in no register gets its name from whoever works there.
import { useSignal } from '@preact/signals';
import { api, take } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';

export function NameForm(props: { place: string; name: string; onDone: () => Promise<void> }) {
  const name = useSignal(props.name);
  const saved = useSignal(false);
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    saved.value = false;
    const params = { path: { place: props.place } };
    const body = { name: name.value.trim() };
    const done = await saving.run(() =>
      take(api.PUT('/api/v1/places/{place}/name', { params, body })),
    );
    if (done == null) return;
    saved.value = true;
    await props.onDone();
  }

  return (
    <section class="card" aria-labelledby="name-head">
      <h2 id="name-head">{t('place-own-name')}</h2>
      <form class="form" onSubmit={submit}>
        <Refusal problem={saving.problem} />
        <TextField
          label={t('place-name')}
          hint={t('place-own-name-hint')}
          name="place-name"
          required
          value={name.value}
          onInput={(value) => (name.value = value)}
        />
        {saved.value && <SavedTick />}
        <button type="submit" class="button" disabled={saving.busy}>
          {t('place-own-name-save')}
        </button>
      </form>
    </section>
  );
}
