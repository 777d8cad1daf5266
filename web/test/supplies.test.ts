// A line of an order: by the piece, by the case, in words.
import { expect, test } from 'vitest';
import { OTHER } from '../src/pages/supplies/goods';
import { amountOf, isWhole, lineOf } from '../src/pages/supplies/line';

const water = { code: 'drinking_water', basic: true, per_case: 24 };

test('the proposed amount stands there, and nothing proposed is no 0', () => {
  expect(amountOf(lineOf('food', undefined, 726))).toBe(726);
  expect([lineOf('food', undefined, null).quantity, lineOf('food', undefined, 0).quantity]).toEqual(
    ['', ''],
  );
});

test('cases times what is in one are the amount, whatever else was typed', () => {
  const line = lineOf('drinking_water', water, 700);
  expect(line.perCase).toBe('24');
  expect(amountOf({ ...line, cases: '４０' })).toBe(960);
  expect(amountOf(line)).toBe(700);
  expect(isWhole({ ...line, cases: '40', perCase: '' })).toBe(false);
});

test('goods that are not listed need words, all goods a number', () => {
  const chair = { ...lineOf(OTHER, undefined, null), quantity: '2' };
  expect([isWhole(chair), isWhole({ ...chair, description: 'x' })]).toEqual([false, true]);
  expect(isWhole(lineOf('blanket', undefined, null))).toBe(false);
});
