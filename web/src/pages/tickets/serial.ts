// A ticket's serial as somebody types it from a paper.

/** `undefined` where it is none: 16 signs from 0 to 9 and a to f. */
export function serialOf(text: string): string | undefined {
  const signs = text.normalize('NFKC').replaceAll(/[\s-]/g, '').toLowerCase();
  return /^[0-9a-f]{16}$/.test(signs) ? signs : undefined;
}
