import { describe, expect, test } from 'vitest';
import {
  emptyHousehold,
  firstError,
  isEmpty,
  toRequest,
  withNextPerson,
  type PersonDraft,
} from '../src/pages/reception/draft';
import { changes } from '../src/pages/reception/changes';

function household(...persons: Partial<PersonDraft>[]) {
  const draft = emptyHousehold();
  let rows = draft.persons;
  while (rows.length < persons.length) rows = withNextPerson(rows);
  draft.persons = rows.map((row, index) => ({ ...row, ...persons[index] }));
  return draft;
}

describe('a household being typed', () => {
  test('the next person has the family name of the one before', () => {
    const [, second] = withNextPerson(household({ family: '山田', familyKana: 'やまだ' }).persons);
    expect(second).toMatchObject({ row: 1, family: '山田', familyKana: 'やまだ', given: '' });
  });

  test('a carried family name alone is nobody', () => {
    const draft = household({ family: '山田', given: '花子' }, { family: '山田' });
    expect(draft.persons.map(isEmpty)).toEqual([false, true]);
    expect(toRequest(draft, 'k'.repeat(8)).persons).toHaveLength(1);
  });

  test('an empty form, a person without a name and a wrong age are told apart', () => {
    expect(firstError(household({}))).toEqual({ error: 'nobody', row: 0 });
    expect(firstError(household({ ageOrBirth: '34' }))).toEqual({ error: 'name', row: 0 });
    expect(firstError(household({ family: 'A' }, { given: 'B', ageOrBirth: '?' }))).toEqual({
      error: 'age',
      row: 1,
    });
    expect(firstError(household({ familyKana: 'やまだ' }))).toBeUndefined();
  });

  test('what was not asked is left unknown, and nobody consents by default', () => {
    const { persons, details } = toRequest(household({ family: ' 山田 ' }), 'k'.repeat(8));
    expect(persons[0]?.details).toMatchObject({
      family: '山田',
      given: null,
      age: null,
      sex: null,
    });
    expect(persons[0]?.consent).toEqual({ kin: false, acquaintance: false, public: false });
    expect(details).toMatchObject({ phone: null, address: null });
  });

  test('only what was changed is sent', () => {
    const before = { family: '山田', needs: ['injury'], note: '' };
    expect(changes(before, { ...before })).toEqual({});
    expect(changes(before, { ...before, needs: [], note: 'x' })).toEqual({ needs: [], note: 'x' });
  });
});
