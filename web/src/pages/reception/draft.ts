// A household as it is being typed, and how it becomes a request. Pure; no page, no network.
import type { Schemas } from '../../api/client';
import { said } from '../../ui/words';
import { readAgeOrBirth } from './birth';

export interface PersonDraft {
  /** Tells rows apart while they are typed. */
  row: number;
  family: string;
  given: string;
  familyKana: string;
  givenKana: string;
  ageOrBirth: string;
  sex: string;
}

export interface HouseholdDraft {
  persons: PersonDraft[];
  stayPlace: string;
  checkIn: boolean;
  phone: string;
  address: string;
  /** The number of a card to be tied to the household. */
  card: string;
  /** They are children without a guardian, and who brought them. */
  minors: boolean;
  broughtBy: string;
  note: string;
  consent: Schemas['Consent'];
  protected: boolean;
}

export const NO_CONSENT: Schemas['Consent'] = { kin: false, acquaintance: false, public: false };

export function emptyHousehold(): HouseholdDraft {
  return {
    persons: [emptyPerson(0)],
    stayPlace: 'shelter',
    checkIn: true,
    phone: '',
    address: '',
    card: '',
    minors: false,
    broughtBy: '',
    note: '',
    consent: NO_CONSENT,
    protected: false,
  };
}

function emptyPerson(row: number): PersonDraft {
  return { row, family: '', given: '', familyKana: '', givenKana: '', ageOrBirth: '', sex: '' };
}

/** The next person most often has the family name of the one before. */
export function withNextPerson(persons: PersonDraft[]): PersonDraft[] {
  const last = persons.at(-1);
  const next = emptyPerson((last?.row ?? 0) + 1);
  return [...persons, { ...next, family: last?.family ?? '', familyKana: last?.familyKana ?? '' }];
}

/** Nothing of one's own was typed: a carried family name alone is nobody. */
export function isEmpty(person: PersonDraft, index: number): boolean {
  const own = [person.given, person.givenKana, person.ageOrBirth, person.sex];
  const first = index === 0 ? [person.family, person.familyKana] : [];
  return [...own, ...first].every((text) => text.trim() === '');
}

export type DraftError = 'nobody' | 'name' | 'age';

export interface Located {
  error: DraftError;
  /** The person it is about. */
  row: number;
}

/** What a volunteer can mend before anything is sent. */
export function firstError(draft: HouseholdDraft): Located | undefined {
  const written = draft.persons.filter((person, index) => !isEmpty(person, index));
  if (written.length === 0) return { error: 'nobody', row: draft.persons[0]?.row ?? 0 };
  for (const person of written) {
    const names = [person.family, person.given, person.familyKana, person.givenKana];
    if (names.every((text) => text.trim() === '')) return { error: 'name', row: person.row };
    if (readAgeOrBirth(person.ageOrBirth) == null) return { error: 'age', row: person.row };
  }
  return undefined;
}

export function toRequest(draft: HouseholdDraft, key: string): Schemas['NewHousehold'] {
  return {
    key,
    check_in: draft.checkIn,
    persons: draft.persons
      .filter((person, index) => !isEmpty(person, index))
      .map((person) => ({
        details: {
          ...personDetails(person),
          ...(draft.minors && { unaccompanied_minor: true, brought_by: said(draft.broughtBy) }),
        },
        consent: draft.consent,
        protected: draft.protected,
      })),
    details: {
      stay_place: draft.stayPlace as Schemas['StayPlace'],
      phone: said(draft.phone),
      address: said(draft.address),
      card: said(draft.card),
      note: said(draft.note),
    },
  };
}

export function personDetails(person: PersonDraft): Schemas['PersonDetails'] {
  return {
    family: said(person.family),
    given: said(person.given),
    family_kana: said(person.familyKana),
    given_kana: said(person.givenKana),
    ...readAgeOrBirth(person.ageOrBirth),
    sex: said(person.sex) as Schemas['Sex'] | null,
  };
}
