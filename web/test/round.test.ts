// The order of a vehicle's stops.
import { expect, test } from 'vitest';
import { isWholeRound, moved, stopsOf } from '../src/pages/supplies/round';

const one = (id: string, place: string, quantity = '5') => ({ id, place, name: place, quantity });
const chosen = [one('a', 'x'), one('b', 'y'), one('c', 'x'), one('d', 'z')];

test('a place that is chosen twice is one stop, where it was chosen first', () => {
  const stops = stopsOf(chosen).map(({ place, lines }) => [place, lines.map(({ id }) => id)]);
  expect(stops).toEqual([
    ['x', ['a', 'c']],
    ['y', ['b']],
    ['z', ['d']],
  ]);
});

test('a stop that is moved comes one earlier and loses nothing', () => {
  const order = (all: typeof chosen) => stopsOf(all).map(({ place }) => place);
  expect(order(moved(chosen, 'z'))).toEqual(['x', 'z', 'y']);
  expect(order(moved(moved(chosen, 'z'), 'z'))).toEqual(['z', 'x', 'y']);
  expect(order(moved(chosen, 'x'))).toEqual(['x', 'y', 'z']);
  expect(moved(chosen, 'y')).toHaveLength(4);
});

test('a round without goods, or with goods of no number, is not whole', () => {
  expect(
    [[], [one('a', 'x', '')], [one('a', 'x', '０')], [one('a', 'x', '１２')]].map(isWholeRound),
  ).toEqual([false, false, false, true]);
});
