// Which page is shown: the part of the address after `#`. Needs nothing from the server, so a
// path the server does not know stays a 404.
import { computed, signal } from '@preact/signals';

const hash = signal(location.hash);
addEventListener('hashchange', () => (hash.value = location.hash));

export const route = computed(() => parse(hash.value));

export interface Route {
  /** The first part: names the page. Empty on the start page. */
  page: string;
  /** What follows, e.g. a record id. */
  rest: string[];
}

export function parse(text: string): Route {
  const [page = '', ...rest] = text
    .replace(/^#?\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  return { page, rest };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function href(page: string, ...rest: string[]): string {
  return `#/${[page, ...rest].map(encodeURIComponent).join('/')}`;
}

export function go(page: string, ...rest: string[]): void {
  location.hash = href(page, ...rest);
}
