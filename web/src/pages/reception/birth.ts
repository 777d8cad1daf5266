// One field for age or birth date, since people say either: 34, 60代, 1991-4-2, 19910402,
// 昭和25年3月2日, S25.3.2.

export interface Told {
  /** Years, `34`, or a band of years, `60-69`. */
  age: string | null;
  birth: string | null;
}

const AGE_MAX = 130;
/** The first year of each era minus one. */
const ERAS: Record<string, number> = {
  明治: 1867,
  大正: 1911,
  昭和: 1925,
  平成: 1988,
  令和: 2018,
  m: 1867,
  t: 1911,
  s: 1925,
  h: 1988,
  r: 2018,
};

/** `undefined`: not understood. Both `null`: nothing was said. */
export function readAgeOrBirth(text: string): Told | undefined {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  if (plain === '') return { age: null, birth: null };
  const age = ageOrBand(plain);
  if (age != null) return { age, birth: null };
  const birth = western(plain) ?? japanese(plain);
  return birth == null ? undefined : { age: null, birth };
}

function ageOrBand(text: string): string | undefined {
  const decade = /^(\d{1,2}0)代$/.exec(text);
  if (decade != null) return band(Number(decade[1]), Number(decade[1]) + 9);
  const years = /^(\d{1,3})(?:\s*[-~〜]\s*(\d{1,3}))?\s*(?:歳|才)?$/.exec(text);
  if (years == null) return undefined;
  return band(Number(years[1]), Number(years[2] ?? years[1]));
}

function band(from: number, to: number): string | undefined {
  if (from > to || to > AGE_MAX) return undefined;
  return from === to ? String(from) : `${from}-${to}`;
}

function western(text: string): string | undefined {
  const parts =
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ??
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ??
    /^(\d{4})[-/.年](\d{1,2})月?$/.exec(text) ??
    /^(\d{4})年?$/.exec(text);
  return parts == null ? undefined : date(Number(parts[1]), parts[2], parts[3]);
}

function japanese(text: string): string | undefined {
  const parts =
    /^(明治|大正|昭和|平成|令和|[mtshr])\s*(\d{1,2}|元)(?:[-/.年](?:(\d{1,2})(?:[-/.月](?:(\d{1,2})日?)?)?)?)?$/.exec(
      text,
    );
  const before = ERAS[parts?.[1] ?? ''];
  if (parts == null || before == null) return undefined;
  const year = parts[2] === '元' ? 1 : Number(parts[2]);
  return date(before + year, parts[3], parts[4]);
}

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `undefined` for a day that never was. */
function date(
  year: number,
  month: string | undefined,
  day: string | undefined,
): string | undefined {
  if (month == null) return String(year);
  const asked = new Date(Date.UTC(year, Number(month) - 1, day == null ? 1 : Number(day)));
  if (asked.getUTCFullYear() !== year || asked.getUTCMonth() !== Number(month) - 1)
    return undefined;
  if (day != null && asked.getUTCDate() !== Number(day)) return undefined;
  return asked.toISOString().slice(0, day == null ? 7 : 10);
}
