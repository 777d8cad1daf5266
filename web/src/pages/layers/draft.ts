// What is typed about a layer, and what of it is to be said: only what was changed here, so that two
// people who say different things do not overwrite each other.
import type { Schemas } from '../../api/client';
import { fromLocalInput, localInput } from '../../clock';

export type Words = Schemas['LayerWords'];
export type YesNo = '' | 'yes' | 'no';

export interface Draft {
  title: string;
  note: string;
  captured_at: string;
  captured_until: string;
  provider: string;
  contact: string;
  licence: string;
  licence_url: string;
  tracing_permitted: YesNo;
  tracing_by: string;
  tracing_at: string;
  tracing_text: string;
  platform: string;
  positioning: string;
  sensor: string;
  /** In centimetres. */
  gsd: string;
  georeference_checked: YesNo;
}

export function draftOf(words: Words): Draft {
  const time = (at: number | null): string => (at == null ? '' : localInput(at));
  return {
    title: words.title ?? '',
    note: words.note ?? '',
    captured_at: time(words.captured_at),
    captured_until: time(words.captured_until),
    provider: words.provider ?? '',
    contact: words.contact ?? '',
    licence: words.licence ?? '',
    licence_url: words.licence_url ?? '',
    tracing_permitted: yesNo(words.tracing_permitted),
    tracing_by: words.tracing_by ?? '',
    tracing_at: time(words.tracing_at),
    tracing_text: words.tracing_text ?? '',
    platform: words.platform ?? '',
    positioning: words.positioning ?? '',
    sensor: words.sensor ?? '',
    gsd: words.gsd_mm == null ? '' : String(words.gsd_mm / 10),
    georeference_checked: yesNo(words.georeference_checked),
  };
}

function yesNo(value: boolean | null): YesNo {
  return value == null ? '' : value ? 'yes' : 'no';
}

/** Nothing said: every field stays as it is. */
const UNSAID: Words = {
  title: null,
  note: null,
  captured_at: null,
  captured_until: null,
  provider: null,
  contact: null,
  licence: null,
  licence_url: null,
  tracing_permitted: null,
  tracing_by: null,
  tracing_at: null,
  tracing_text: null,
  platform: null,
  positioning: null,
  sensor: null,
  gsd_mm: null,
  georeference_checked: null,
};

const TEXTS = [
  'title',
  'note',
  'provider',
  'contact',
  'licence',
  'licence_url',
  'tracing_by',
  'tracing_text',
  'sensor',
] as const;
const TIMES = ['captured_at', 'captured_until', 'tracing_at'] as const;
const ANSWERS = ['tracing_permitted', 'georeference_checked'] as const;

/** What differs from `before`; a blank text clears. `undefined`: the ground resolution is no number. */
export function changed(before: Draft, now: Draft): Words | undefined {
  const words: Words = { ...UNSAID };
  for (const field of TEXTS) {
    if (now[field] !== before[field]) words[field] = now[field].trim();
  }
  for (const field of TIMES) {
    if (now[field] !== before[field]) words[field] = fromLocalInput(now[field]) ?? null;
  }
  for (const field of ANSWERS) {
    if (now[field] !== before[field] && now[field] !== '') words[field] = now[field] === 'yes';
  }
  if (now.platform !== before.platform && now.platform !== '') {
    words.platform = now.platform as Schemas['Platform'];
  }
  if (now.positioning !== before.positioning && now.positioning !== '') {
    words.positioning = now.positioning as Schemas['Positioning'];
  }
  if (now.gsd.trim() !== '' && now.gsd !== before.gsd) {
    const millimetres = decimal(now.gsd, 10);
    if (millimetres == null || millimetres < 1) return undefined;
    words.gsd_mm = millimetres;
  }
  return words;
}

export function saysNothing(words: Words): boolean {
  return Object.values(words).every((value) => value === null);
}

/** A number typed in any width, as `parts` of one: 2.5 cm are 25 mm. `undefined`: it is none. */
export function decimal(text: string, parts: number): number | undefined {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^[−ー‐]/, '-');
  if (!/^[-+]?\d{1,6}(\.\d{1,3})?$/.test(plain)) return undefined;
  // `-0` is no number that anybody means.
  return Math.round(Number(plain) * parts) + 0;
}
