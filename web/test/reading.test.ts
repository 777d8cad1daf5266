import { describe, expect, test } from 'vitest';
import { asOwnCard } from '../src/pages/reception/hand';
import { added, composed, NOTHING_COMPOSED } from '../src/pages/reception/reading';

/** What an input method shows while a word is typed, and what it commits. */
function reading(shown: string[], committed: string): string {
  return added(shown.reduce(composed, NOTHING_COMPOSED), committed);
}

describe('the reading of a name from its conversion', () => {
  test('is what was typed before kanji stood there', () => {
    expect(reading(['た', 'たｎ', 'たな', 'たなｋ', 'たなか', '田中'], '田中')).toBe('たなか');
  });

  test('an n that waits for its vowel becomes one of its own when it is converted', () => {
    expect(reading(['け', 'けｎ', '健'], '健')).toBe('けん');
    expect(reading(['しｎ', 'しんｉ', 'しんい', 'しんいち', '真一', '新一'], '新一')).toBe(
      'しんいち',
    );
  });

  test('katakana are read as hiragana, kana that were not converted as themselves', () => {
    expect(reading(['エマ'], 'エマ')).toBe('えま');
    expect(reading(['さくら'], 'さくら')).toBe('さくら');
  });

  test('nothing is guessed: pasted kanji, Latin letters and what was taken back have none', () => {
    expect(reading([], '花子')).toBe('');
    expect(reading(['Nguyen'], 'Nguyen')).toBe('');
    expect(reading(['はなこ', '花子', ''], '')).toBe('');
  });
});

describe('a card that a reader types into a field of names', () => {
  test('is known by its form, in any width and without hyphens', () => {
    expect(asOwnCard('MC-7K2Q-XWF9-R')).toBe('MC-7K2Q-XWF9-R');
    expect(asOwnCard('ｍｃ－７ｋ２ｑ－ｘｗｆ９－ｒ')).toBe('MC-7K2Q-XWF9-R');
    expect(asOwnCard('MC7K2QXWF9R')).toBe('MC7K2QXWF9R');
  });

  test('a name is none', () => {
    for (const name of ['', 'McDonald', '山田', 'MC-7K2Q']) expect(asOwnCard(name)).toBeUndefined();
  });
});
