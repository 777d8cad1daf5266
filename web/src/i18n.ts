// What the program says, in the language chosen. Every sentence stands in locales/*/*.ftl, those
// for the node's refusals in the node's own files; a test finds keys that are missing or unused,
// and text that stands in code.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { computed, signal } from '@preact/signals';

export const LANGUAGES = ['ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED_AS = 'musubi.language';
const sources = import.meta.glob<string>(
  ['../locales/*/*.ftl', '../../crates/node/locales/*/errors.ftl'],
  { query: '?raw', import: 'default', eager: true },
);

function bundle(language: Language): FluentBundle {
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const [path, text] of Object.entries(sources)) {
    if (!path.includes(`/${language}/`)) continue;
    const errors = bundle.addResource(new FluentResource(text));
    for (const error of errors) throw error;
  }
  return bundle;
}

const bundles: Record<Language, FluentBundle> = { ja: bundle('ja'), en: bundle('en') };

export const language = signal<Language>(firstLanguage());

function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED_AS);
  if (isLanguage(stored)) return stored;
  return navigator.language.startsWith('ja') || !navigator.language.startsWith('en') ? 'ja' : 'en';
}

export function isLanguage(text: string | null): text is Language {
  return LANGUAGES.some((known) => known === text);
}

export function chooseLanguage(next: Language): void {
  localStorage.setItem(STORED_AS, next);
  language.value = next;
}

/** Is there such a sentence? Used where a code of the server may be newer than this page. */
export function has(key: string): boolean {
  return bundles.ja.hasMessage(key);
}

/** The Japanese sentence, whatever language the pages speak: lists from outside are written in it. */
export function inJapanese(key: string): string | undefined {
  const pattern = bundles.ja.getMessage(key)?.value;
  return pattern == null ? undefined : bundles.ja.formatPattern(pattern);
}

export type Arguments = Record<string, FluentVariable>;

export function t(key: string, args?: Arguments): string {
  const own = bundles[language.value];
  const from = own.hasMessage(key) ? own : bundles.ja;
  const pattern = from.getMessage(key)?.value;
  if (pattern == null) throw new Error(`no sentence under the key ${key}`);
  return from.formatPattern(pattern, args);
}

/** The word for one value of a closed list, e.g. `label('opening', 'open')`. */
export function label(family: string, value: string): string {
  const key = `${family}-${value.replaceAll('_', '-').toLowerCase()}`;
  return has(key) ? t(key) : value;
}

/** The tag for `lang` of a language as the API names it: `zh_hans` is `zh-Hans`. */
export function bcp47(known: string): string {
  return known === 'ja_easy' ? 'ja' : known.replace('_h', '-H');
}

const numbers = computed(() => new Intl.NumberFormat(language.value));

export function count(value: number): string {
  return numbers.value.format(value);
}
