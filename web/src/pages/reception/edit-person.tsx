// What may be changed of one person. Only what was changed is sent, so that edits made elsewhere
// at the same time stay.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { needValues, sexValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { Check, Select, TextArea, TextField } from '../../ui/field';
import { Refusal } from '../../ui/note';
import { options } from '../../ui/words';
import { readAgeOrBirth, type Told } from './birth';
import { changes } from './changes';
import { ConsentFields } from './consent';
import { NO_CONSENT } from './draft';

type Person = Schemas['Person'];

interface Draft {
  family: string;
  given: string;
  family_kana: string;
  given_kana: string;
  ageOrBirth: string;
  sex: string;
  relation: string;
  needs: Schemas['Need'][];
  allergies: string;
  unaccompanied_minor: boolean;
  brought_by: string;
  note: string;
  consent: Schemas['Consent'];
  protected: boolean;
}

function draftOf(person: Person): Draft {
  return {
    family: person.family ?? '',
    given: person.given ?? '',
    family_kana: person.family_kana ?? '',
    given_kana: person.given_kana ?? '',
    ageOrBirth: person.birth ?? person.age ?? '',
    sex: person.sex ?? '',
    relation: person.relation ?? '',
    needs: person.needs,
    allergies: person.allergies ?? '',
    unaccompanied_minor: person.unaccompanied_minor,
    brought_by: person.brought_by ?? '',
    note: person.note ?? '',
    consent: { ...NO_CONSENT, ...person.consent },
    protected: person.protected,
  };
}

function toRequest(before: Draft, now: Draft): Schemas['ChangePerson'] {
  const { consent, protected: hidden, ageOrBirth, ...rest } = changes(before, now);
  return {
    details: {
      ...(rest as Schemas['PersonDetails']),
      // The empty text clears: who told an age takes the birth date back.
      ...(ageOrBirth != null && clearing(readAgeOrBirth(ageOrBirth))),
    },
    ...(consent != null && { consent }),
    ...(hidden != null && { protected: hidden }),
  };
}

function clearing(told: Told | undefined): Schemas['PersonDetails'] {
  return { age: told?.age ?? '', birth: told?.birth ?? '' };
}

export function EditPerson(props: {
  household: string;
  person: Person;
  onDone: () => Promise<void>;
}) {
  const before = useSignal(draftOf(props.person)).peek();
  const draft = useSignal(before);
  const badAge = useSignal(false);
  const saving = useSaving();
  const set = (part: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...part };
  };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    badAge.value = readAgeOrBirth(draft.value.ageOrBirth) == null;
    if (badAge.value) return;
    const params = { path: { id: props.household, person: props.person.id } };
    const body = toRequest(before, draft.value);
    const saved = await saving.run(() =>
      take(api.PATCH('/api/v1/households/{id}/persons/{person}', { params, body })),
    );
    if (saved != null) await props.onDone();
  }

  const value = draft.value;
  return (
    <form class="form edit" onSubmit={submit}>
      <div class="person-fields">
        <TextField
          label={t('family')}
          autoFocus
          value={value.family}
          onInput={(family) => set({ family })}
        />
        <TextField label={t('given')} value={value.given} onInput={(given) => set({ given })} />
        <TextField
          label={t('family-kana')}
          value={value.family_kana}
          onInput={(text) => set({ family_kana: text })}
        />
        <TextField
          label={t('given-kana')}
          value={value.given_kana}
          onInput={(text) => set({ given_kana: text })}
        />
        <TextField
          label={t('age-or-birth')}
          error={badAge.value ? t('draft-age') : undefined}
          value={value.ageOrBirth}
          onInput={(ageOrBirth) => set({ ageOrBirth })}
        />
        <Select
          label={t('sex')}
          value={value.sex}
          empty={t('not-asked')}
          options={options('sex', sexValues)}
          onChange={(sex) => set({ sex })}
        />
        <TextField
          label={t('relation')}
          value={value.relation}
          onInput={(relation) => set({ relation })}
        />
        <TextField
          label={t('allergies')}
          value={value.allergies}
          onInput={(allergies) => set({ allergies })}
        />
      </div>
      <Needs value={value.needs} onChange={(needs) => set({ needs })} />
      <Check
        label={t('unaccompanied-minor')}
        checked={value.unaccompanied_minor}
        onChange={(yes) => set({ unaccompanied_minor: yes })}
      />
      {value.unaccompanied_minor && (
        <TextField
          label={t('brought-by')}
          hint={t('brought-by-hint')}
          value={value.brought_by}
          onInput={(name) => set({ brought_by: name })}
        />
      )}
      <TextArea label={t('note')} value={value.note} onInput={(note) => set({ note })} />
      <ConsentFields value={value.consent} onChange={(consent) => set({ consent })} />
      <Check
        label={t('protected')}
        checked={value.protected}
        onChange={(yes) => set({ protected: yes })}
      />
      <Refusal problem={saving.problem} />
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('save')}
      </button>
    </form>
  );
}

function Needs(props: { value: Schemas['Need'][]; onChange: (needs: Schemas['Need'][]) => void }) {
  const { value, onChange } = props;
  return (
    <fieldset class="group group-wide">
      <legend>{t('needs')}</legend>
      {needValues.map((need) => (
        <Check
          key={need}
          label={label('need', need)}
          checked={value.includes(need)}
          onChange={(yes) =>
            onChange(needValues.filter((n) => (n === need ? yes : value.includes(n))))
          }
        />
      ))}
    </fieldset>
  );
}
