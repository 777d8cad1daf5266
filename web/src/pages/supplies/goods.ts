// Names and units of goods: the basic ones in our own words, the others as HQ's catalogue says.
import { has, t } from '../../i18n';

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

/** The basic goods in their official order, then the rest as they came. */
export function inOrder<T extends { code: string }>(items: T[]): T[] {
  const rank = ({ code }: T): number => (ORDER.includes(code) ? ORDER.indexOf(code) : ORDER.length);
  return [...items].sort((a, b) => rank(a) - rank(b));
}

export function goodsName(code: string, listed: string | null | undefined): string {
  const key = `item-${code.replaceAll('_', '-')}`;
  return has(key) ? t(key) : (listed ?? code);
}

export function goodsUnit(code: string, listed: string | null | undefined): string {
  const key = `item-unit-${code.replaceAll('_', '-')}`;
  return listed ?? (has(key) ? t(key) : '');
}
