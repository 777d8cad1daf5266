// The line of a trend: where a day has no number the line is broken, never drawn through 0.

export const WIDTH = 600;
export const HEIGHT = 160;
const EDGE = 10;

export interface Point {
  x: number;
  y: number;
}

/** The next round number that is not below the greatest of all; 10 where there is none. */
export function scale(values: readonly (number | null | undefined)[]): number {
  const greatest = Math.max(10, ...values.map((value) => value ?? 0));
  const step = 10 ** Math.floor(Math.log10(greatest));
  return Math.ceil(greatest / step) * step;
}

/** Pieces of the line, each of days that follow one another and have a number. */
export function pieces(values: readonly (number | null | undefined)[], top: number): Point[][] {
  const found: Point[][] = [];
  let piece: Point[] = [];
  values.forEach((value, index) => {
    if (value == null) {
      if (piece.length > 0) found.push(piece);
      piece = [];
      return;
    }
    const days = Math.max(values.length - 1, 1);
    piece.push({
      x: EDGE + (index / days) * (WIDTH - 2 * EDGE),
      y: HEIGHT - EDGE - (value / top) * (HEIGHT - 2 * EDGE),
    });
  });
  if (piece.length > 0) found.push(piece);
  return found;
}
