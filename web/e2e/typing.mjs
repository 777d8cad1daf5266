// How many keys a volunteer presses: households drawn by a seed from lists of real names, written as the
// keys of a Japanese input method, and the player that presses them in a browser. What is counted and
// what is played is one list, so a form that needs one more key makes the flow fail.
//
// A word is its romaji, one key that converts and one that commits it. Digits are composed, too, and
// committed. The input method is switched on once a household.
import { readFile } from 'node:fs/promises';

const names = new URL('../../../shared/data/names/', import.meta.url);

/** `undefined`: the lists are not beside the checkout. */
export async function readNames() {
  try {
    const rows = async (file) =>
      (await readFile(new URL(file, names), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => line.trim().split(','));
    const given = async (file) =>
      (await rows(file)).map(([kana, , ...kanji]) => ({ kana, kanji: kanji.filter(Boolean) }));
    return {
      families: (await rows('last_name_org.csv')).map(([kanji, people, kana]) => ({
        kanji,
        kana,
        people: Number(people),
      })),
      men: await given('first_name_man_opti.csv'),
      women: await given('first_name_woman_opti.csv'),
    };
  } catch (cause) {
    if (cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** SplitMix64 in 32 bits: the same households on every machine. */
function chance(seed) {
  let at = seed >>> 0;
  return (below) => {
    at = (at + 0x9e3779b9) >>> 0;
    let mixed = at;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

/** A family name as often as it is borne, two grown-ups and two children. */
export function householdsOfFour({ families, men, women }, seed, count) {
  const draw = chance(seed);
  const people = families.reduce((sum, { people }) => sum + people, 0);
  const family = () => {
    let at = draw(people);
    return families.find((one) => (at -= one.people) < 0);
  };
  const person = (list, age) => {
    const { kana, kanji } = list[draw(list.length)];
    return { given: kanji[draw(kanji.length)] ?? kana, kana, age: String(age) };
  };
  return Array.from({ length: count }, () => ({
    family: family(),
    persons: [
      person(women, 30 + draw(50)),
      person(men, 30 + draw(50)),
      person(draw(2) === 0 ? women : men, 1 + draw(18)),
      person(draw(2) === 0 ? women : men, 1 + draw(18)),
    ],
  }));
}

/** The keys that register it and check everybody in, from the search field on. */
export function keysOf({ family, persons }) {
  const enter = { key: 'Enter', keys: 1 };
  const steps = [
    { key: 'F2', keys: 1 },
    { switched: true, keys: 1 },
  ];
  for (const [index, { given, kana, age }] of persons.entries()) {
    if (index === 0) steps.push(word(family.kanji, family.kana), enter);
    steps.push(word(given, kana), enter, digits(age));
    if (index < persons.length - 1) steps.push(enter);
  }
  return [...steps, { key: 'Control+Enter', keys: 2 }];
}

function word(kanji, kana) {
  return { kana, text: kanji, keys: romaji(kana).length + 2 };
}

function digits(age) {
  const wide = [...age].map((digit) => String.fromCodePoint(digit.codePointAt(0) + 0xfee0));
  return { kana: wide.join(''), text: wide.join(''), keys: age.length + 1 };
}

export function keyCount(steps) {
  return steps.reduce((sum, { keys }) => sum + keys, 0);
}

/** Presses them. Compositions go through the browser's own door for input methods. */
export async function play(page, steps) {
  const method = await page.context().newCDPSession(page);
  const compose = (text) =>
    method.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  for (const step of steps) {
    if (step.key != null) {
      await page.keyboard.press(step.key);
      if (step.key === 'F2') await page.locator('[name=family]').waitFor();
    } else if (step.kana != null) {
      for (const [index, kana] of [...step.kana].entries()) {
        const before = [...step.kana].slice(0, index).join('');
        // An n waits for what follows it: at the end of a word, for the conversion.
        await compose(kana === 'ん' ? `${before}ｎ` : before + kana);
      }
      if (step.text !== step.kana) await compose(step.text);
      await method.send('Input.insertText', { text: step.text });
    }
  }
  await method.detach();
}

const ROWS = {
  あいうえお: 'a i u e o',
  かきくけこ: 'ka ki ku ke ko',
  がぎぐげご: 'ga gi gu ge go',
  さしすせそ: 'sa si su se so',
  ざじずぜぞ: 'za zi zu ze zo',
  たちつてと: 'ta ti tu te to',
  だぢづでど: 'da di du de do',
  なにぬねの: 'na ni nu ne no',
  はひふへほ: 'ha hi hu he ho',
  ばびぶべぼ: 'ba bi bu be bo',
  ぱぴぷぺぽ: 'pa pi pu pe po',
  まみむめも: 'ma mi mu me mo',
  やゆよ: 'ya yu yo',
  らりるれろ: 'ra ri ru re ro',
  わをー: 'wa wo -',
  ぁぃぅぇぉ: 'xa xi xu xe xo',
  ゔ: 'vu',
};
const KEYS = new Map(
  Object.entries(ROWS).flatMap(([kana, latin]) => {
    const typed = latin.split(' ');
    return [...kana].map((one, index) => [one, typed[index]]);
  }),
);
const SMALL = { ゃ: 'ya', ゅ: 'yu', ょ: 'yo' };

/** As it is typed: きょ is kyo, っと is tto, んい is nni. */
export function romaji(kana) {
  const all = [...kana];
  let typed = '';
  for (const [index, one] of all.entries()) {
    const next = KEYS.get(all[index + 1] ?? '') ?? '';
    if (one in SMALL) typed = typed.replace(/i$/, '') + SMALL[one];
    else if (one === 'っ') typed += next[0] ?? 'xtu';
    else if (one === 'ん') typed += /^[aiueoyn]/.test(next) ? 'nn' : 'n';
    else {
      const keys = KEYS.get(one);
      if (keys == null) throw new Error('a reading that no key types');
      typed += keys;
    }
  }
  return typed;
}
