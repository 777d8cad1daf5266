// Names and units of goods: as HQ's catalogue says; what it calls by the usual Japanese word, in the
// language of the pages.
import { has, inJapanese, t } from '../../i18n';

/** As the official list has them, water first. */
const ORDER = [
  'drinking_water',
  'food',
  'blanket',
  'infant_formula',
  'infant_nappy',
  'adult_nappy',
  'portable_toilet',
  'toilet_paper',
  'sanitary_pad',
];

/** Goods that no catalogue has: what they are stands in words. */
export const OTHER = 'other';

/** The basic goods in their official order, then the rest as they came. */
export function inOrder<T extends { code: string }>(items: T[]): T[] {
  const rank = ({ code }: T): number => (ORDER.includes(code) ? ORDER.indexOf(code) : ORDER.length);
  return [...items].sort((a, b) => rank(a) - rank(b));
}

export function goodsName(code: string, listed: string | null | undefined): string {
  return ours(`item-${code.replaceAll('_', '-')}`, listed) ?? code;
}

export function goodsUnit(code: string, listed: string | null | undefined): string {
  return ours(`item-unit-${code.replaceAll('_', '-')}`, listed) ?? '';
}

/** HQ's word, unless it is our own one: that we know in the reader's language too. */
function ours(key: string, listed: string | null | undefined): string | null {
  const isOurs = has(key) && (listed == null || listed === inJapanese(key));
  return isOurs ? t(key) : (listed ?? null);
}
