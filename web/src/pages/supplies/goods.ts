// Names and units of goods: the basic ones in our own words, the others as HQ's catalogue says.
import { has, t } from '../../i18n';

export function goodsName(code: string, listed: string | null | undefined): string {
  const key = `item-${code.replaceAll('_', '-')}`;
  return has(key) ? t(key) : (listed ?? code);
}

export function goodsUnit(code: string, listed: string | null | undefined): string {
  const key = `item-unit-${code.replaceAll('_', '-')}`;
  return listed ?? (has(key) ? t(key) : '');
}
