// What may be changed of the household itself. Only what was changed is sent.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { houseDamageValues, stayPlaceValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Choice, TextArea, TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { options } from '../../ui/words';
import { changes } from './changes';

function draftOf(household: Schemas['Household']) {
  return {
    phone: household.phone ?? '',
    address: household.address ?? '',
    stay_place: household.stay_place ?? '',
    house_damage: household.house_damage ?? '',
    pets: household.pets ?? '',
    card: household.card ?? '',
    note: household.note ?? '',
  };
}
type Draft = ReturnType<typeof draftOf>;

export function EditHousehold(props: {
  household: Schemas['Household'];
  onDone: () => Promise<void>;
}) {
  const before = useSignal(draftOf(props.household));
  const draft = useSignal(before.peek());
  const saved = useSignal(false);
  const saving = useSaving();
  const set = (part: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...part };
    saved.value = false;
  };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const params = { path: { id: props.household.id } };
    const sent = draft.value;
    const body = changes(before.value, sent) as Schemas['HouseholdDetails'];
    const answer = await saving.run(() =>
      take(api.PATCH('/api/v1/households/{id}', { params, body })),
    );
    if (answer == null) return;
    before.value = sent;
    saved.value = true;
    await props.onDone();
  }

  const value = draft.value;
  return (
    <details class="more">
      <summary>{t('edit-household')}</summary>
      <form class="form edit" onSubmit={submit}>
        <TextField
          label={t('phone')}
          inputMode="tel"
          value={value.phone}
          onInput={(phone) => set({ phone })}
        />
        <TextField
          label={t('address')}
          value={value.address}
          onInput={(address) => set({ address })}
        />
        <Choice
          label={t('stay-place')}
          value={value.stay_place}
          options={options('stay-place', stayPlaceValues)}
          onChange={(place) => set({ stay_place: place })}
        />
        <Choice
          label={t('house-damage')}
          value={value.house_damage}
          options={options('house-damage', houseDamageValues)}
          onChange={(damage) => set({ house_damage: damage })}
        />
        <TextField label={t('pets')} value={value.pets} onInput={(pets) => set({ pets })} />
        <TextField
          label={t('card')}
          hint={t('card-hint')}
          value={value.card}
          onInput={(card) => set({ card })}
        />
        <TextArea label={t('note')} value={value.note} onInput={(note) => set({ note })} />
        <Refusal problem={saving.problem} />
        {saved.value && <SavedTick />}
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('save')}
        </button>
      </form>
    </details>
  );
}
