// The reading of a name, as the input method was told it before it made kanji of it: whoever types a
// name has typed its kana already, and need not type them twice. Only what is certain is taken; the
// kana stand in their own field, to be looked at and changed.

const KANA_ONLY = /^[\u3041-\u3096\u30a1-\u30f6\u30fc]+$/;
/** Kana with at most one consonant behind them that waits for its vowel. */
const KANA_BEGINNING =
  /^([\u3041-\u3096\u30a1-\u30f6\u30fc]+)([A-Za-z\uff21-\uff3a\uff41-\uff5a]?)$/;
const HIRAGANA_N = String.fromCodePoint(0x3093);

/** What a composition has said so far. */
export interface Composition {
  reading: string;
}

export const NOTHING_COMPOSED: Composition = { reading: '' };

/** After `text` stands in the composition. Kanji keep the reading they came from. */
export function composed(before: Composition, text: string): Composition {
  const parts = KANA_BEGINNING.exec(text);
  if (parts == null) return text === '' ? NOTHING_COMPOSED : before;
  const [, kana = '', tail = ''] = parts;
  // A conversion that begins behind an n makes it one.
  const last = tail.normalize('NFKC').toLowerCase() === 'n' ? HIRAGANA_N : '';
  return { reading: hiragana(kana) + last };
}

/** The kana that `committed` adds to a reading; nothing where they are not known. */
export function added(composition: Composition, committed: string): string {
  if (committed === '') return '';
  return KANA_ONLY.test(committed) ? hiragana(committed) : composition.reading;
}

function hiragana(text: string): string {
  return text.replaceAll(/[\u30a1-\u30f6]/g, (kana) =>
    String.fromCharCode(kana.charCodeAt(0) - 0x60),
  );
}

/** An Enter or arrow that belongs to the input method. Safari ends the composition first and tells by
 * the code alone. */
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other sign of it
  return event.isComposing || event.keyCode === 229;
}
