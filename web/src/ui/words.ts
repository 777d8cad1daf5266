// Options for a closed list of the API, each value with its word.
import { label } from '../i18n';
import type { Option } from './field';

export function options(family: string, values: readonly string[]): Option[] {
  return values.map((value) => ({ value, text: label(family, value) }));
}

/** Text as the API wants it: without spaces around, `null` where there is none. */
export function said(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

/** A whole number typed in any width; `null` where nothing or none was typed. */
export function whole(text: string): number | null {
  const digits = text.normalize('NFKC').trim();
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}
