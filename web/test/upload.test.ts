// How much longer an upload takes, in words.
import { expect, test } from 'vitest';
import { timeLeft } from '../src/api/upload';
import { chooseLanguage } from '../src/i18n';

test('the time that is left follows from what was sent', () => {
  chooseLanguage('ja');
  expect(timeLeft(10_000, { sent: 25, all: 100 })).toBe('あと約30秒');
  expect(timeLeft(60_000, { sent: 25, all: 100 })).toBe('あと約3分');
  expect(timeLeft(10_000, { sent: 100, all: 100 })).toBe('あと約0秒');
});

test('nothing is promised before there is anything to go by', () => {
  expect(timeLeft(10_000, { sent: 0, all: 100 })).toBe('');
  expect(timeLeft(500, { sent: 50, all: 100 })).toBe('');
});
