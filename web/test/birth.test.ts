import { describe, expect, test } from 'vitest';
import { readAgeOrBirth } from '../src/pages/reception/birth';

function check(text: string, want: { age?: string; birth?: string } | undefined): void {
  const told = want == null ? undefined : { age: want.age ?? null, birth: want.birth ?? null };
  expect({ text, told: readAgeOrBirth(text) }).toEqual({ text, told });
}

describe('age or birth date', () => {
  test('an age is taken as people say it', () => {
    check('34', { age: '34' });
    check('３４', { age: '34' });
    check('8歳', { age: '8' });
    check('0', { age: '0' });
    check('130', { age: '130' });
    check('131', undefined);
  });

  test('a band of ages stays a band', () => {
    check('60代', { age: '60-69' });
    check('60-69', { age: '60-69' });
    check('60〜69歳', { age: '60-69' });
    check('69-60', undefined);
    check('65代', undefined);
  });

  test('a birth date is taken in western years', () => {
    check('1991-4-2', { birth: '1991-04-02' });
    check('19910402', { birth: '1991-04-02' });
    check('1991/04', { birth: '1991-04' });
    check('1991年4月2日', { birth: '1991-04-02' });
    check('1991', { birth: '1991' });
  });

  test('a birth date is taken in eras', () => {
    check('昭和25年3月2日', { birth: '1950-03-02' });
    check('S25.3.2', { birth: '1950-03-02' });
    check('令和元年5月1日', { birth: '2019-05-01' });
    check('H1', { birth: '1989' });
    check('大正15年', { birth: '1926' });
  });

  test('a day that never was is refused', () => {
    check('1991-2-30', undefined);
    check('1991-13-1', undefined);
    check('昭和25年0月1日', undefined);
  });

  test('nothing typed says nothing, and nonsense is refused', () => {
    check('', {});
    check('  ', {});
    check('abc', undefined);
  });
});
