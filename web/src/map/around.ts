// What a map has to show at once.
import type { Bounds } from './canvas';

export function around(all: Bounds[]): Bounds {
  const of = (side: 0 | 1 | 2 | 3): number[] => all.map((bounds) => bounds[side]);
  return [Math.min(...of(0)), Math.min(...of(1)), Math.max(...of(2)), Math.max(...of(3))];
}
