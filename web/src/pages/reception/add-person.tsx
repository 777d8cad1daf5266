// One more person in a household that is already registered.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Check } from '../../ui/field';
import { Refusal } from '../../ui/note';
import { emptyHousehold, firstError, personDetails, type Located, type PersonDraft } from './draft';
import { PersonRow } from './person-rows';

export function AddPerson(props: { household: Schemas['Household']; onDone: () => Promise<void> }) {
  const first = props.household.persons[0];
  const empty: PersonDraft = {
    ...(emptyHousehold().persons[0] as PersonDraft),
    family: first?.family ?? '',
    familyKana: first?.family_kana ?? '',
  };
  const open = useSignal(false);
  const person = useSignal(empty);
  const checkIn = useSignal(true);
  const wrong = useSignal<Located | undefined>(undefined);
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    wrong.value = firstError({ ...emptyHousehold(), persons: [person.value] });
    if (wrong.value != null) return;
    const params = { path: { id: props.household.id } };
    const details = personDetails(person.value);
    const saved = await saving.run((key) =>
      take(
        api.POST('/api/v1/households/{id}/persons', {
          params,
          body: { key, check_in: checkIn.value, person: { details } },
        }),
      ),
    );
    if (saved == null) return;
    person.value = empty;
    open.value = false;
    await props.onDone();
  }

  return (
    <details
      class="more"
      open={open.value}
      onToggle={(event) => (open.value = event.currentTarget.open)}
    >
      <summary>{t('add-person')}</summary>
      <form class="form edit" onSubmit={submit}>
        <PersonRow
          person={person.value}
          index={props.household.persons.length}
          wrong={wrong.value}
          onChange={(changed) => (person.value = changed)}
          onRemove={undefined}
        />
        <Check
          label={t('check-in-now')}
          checked={checkIn.value}
          onChange={(value) => (checkIn.value = value)}
        />
        <Refusal problem={saving.problem} />
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('save')}
        </button>
      </form>
    </details>
  );
}
