// The list of goods that comes with the program is said in the language of the pages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { chooseLanguage, has, inJapanese } from '../src/i18n';
import { goodsName, goodsUnit } from '../src/pages/supplies/goods';

const list = readFileSync(
  join(import.meta.dirname, '../../crates/exchange/lists/catalogue.csv'),
  'utf8',
);
const rows = list.trim().split('\n').slice(1);
afterEach(() => chooseLanguage('ja'));

test('every kind of goods of the list has its word and its unit in our own words', () => {
  expect(rows.length).toBeGreaterThan(9);
  for (const row of rows) {
    const [code = '', name, unit] = row.split(',');
    const key = code.replaceAll('_', '-');
    expect([has(`item-${key}`), has(`item-unit-${key}`)], code).toEqual([true, true]);
    expect([inJapanese(`item-${key}`), inJapanese(`item-unit-${key}`)]).toEqual([name, unit]);
  }
});

test('what headquarters calls otherwise is called so in every language', () => {
  for (const [language, usual] of [
    ['ja', 'マスク'],
    ['en', 'Masks'],
  ] as const) {
    chooseLanguage(language);
    expect(goodsName('mask', 'マスク')).toBe(usual);
    expect(goodsName('mask', null)).toBe(usual);
    expect(goodsName('mask', '不織布マスク')).toBe('不織布マスク');
    expect(goodsUnit('mask', '箱')).toBe('箱');
    expect(goodsName('own_goods', 'うちわ')).toBe('うちわ');
    expect(goodsName('own_goods', undefined)).toBe('own_goods');
    expect(goodsUnit('own_goods', undefined)).toBe('');
  }
});
