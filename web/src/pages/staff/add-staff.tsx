import { useSignal } from '@preact/signals';
import { api, take } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';

const EMPTY = { number: '', name: '', department: '' };

export function AddStaff(props: { onDone: () => Promise<void> }) {
  const draft = useSignal(EMPTY);
  const saved = useSignal(false);
  const saving = useSaving();
  const set = (part: Partial<typeof EMPTY>): void => {
    draft.value = { ...draft.value, ...part };
    saved.value = false;
  };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const member = draft.value;
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/staff', { body: { key, ...member } })),
    );
    if (done == null) return;
    draft.value = { ...EMPTY, department: member.department };
    saved.value = true;
    await props.onDone();
  }

  return (
    <details class="more">
      <summary>{t('staff-add')}</summary>
      <form class="form edit" onSubmit={submit}>
        <TextField
          label={t('staff-number')}
          required
          value={draft.value.number}
          onInput={(number) => set({ number })}
        />
        <TextField
          label={t('person-name')}
          required
          value={draft.value.name}
          onInput={(name) => set({ name })}
        />
        <TextField
          label={t('department')}
          required
          value={draft.value.department}
          onInput={(department) => set({ department })}
        />
        <Refusal problem={saving.problem} />
        {saved.value && <SavedTick />}
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('save')}
        </button>
      </form>
    </details>
  );
}
