// The daily report: official names letter by letter, every field asked once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportFieldValues } from '../src/api/schema';
import { inJapanese } from '../src/i18n';
import { FIELDS, valueInWords, type Field } from '../src/pages/place/report-fields';

const EEI = join(import.meta.dirname, '../../crates/exchange/src/eei.rs');

describe('the daily report', () => {
  test('asks for every field of the API once', () => {
    expect(FIELDS.map(({ name }) => name).sort()).toEqual([...reportFieldValues].sort());
  });

  test('calls every item by its official Japanese name, letter by letter', () => {
    const pairs = readFileSync(EEI, 'utf8').matchAll(/\("([a-z_]+)", "([^"]+)"\)/g);
    const official = [...pairs].map(([, field, name]) => ({
      field: field ?? '',
      name: name ?? '',
    }));
    expect(official.length).toBe(71);
    // The API's own words for two of them.
    const api: Record<string, string> = {
      known_outside: 'outside_known',
      households_outside: 'outside_households',
    };
    for (const { field, name } of official) {
      const key = (api[field] ?? field).replaceAll('_', '-');
      const said = inJapanese(`report-field-${key}`) ?? inJapanese(`count-${key}`);
      expect({ field, said }).toEqual({ field, said: name });
    }
  });

  test('says of 0 and "no" that they are known, and of nothing that it is not', () => {
    const field = (name: string): Field => {
      const found = FIELDS.find((field) => field.name === name);
      if (found == null) throw new Error(name);
      return found;
    };
    expect(valueInWords(field('kitchen_cars'), 0)).toBe('0');
    expect(valueInWords(field('soap'), false)).toBe(inJapanese('there-no'));
    expect(valueInWords(field('electricity'), 'unknown')).toBeUndefined();
    expect(valueInWords(field('food'), null)).toBeUndefined();
  });
});
