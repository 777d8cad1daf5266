// Ages of figures. What time it is comes from the node (a laptop and its browser share a clock,
// but a tablet need not), and ticks on by this browser's steady clock.
import { computed, signal } from '@preact/signals';
import { language, t } from './i18n';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A little ahead is two clocks; more is a wrong clock and is never shown as fresh. */
const AHEAD_MAX = 2 * MINUTE;
const TICK_MS = 5_000;

let offset = Date.now() - performance.now();

/** Milliseconds since 1970 as the node has it; moves every few seconds. */
export const now = signal(Date.now());

function tick(): void {
  now.value = Math.round(performance.now() + offset);
}

/** Takes the node's wall clock as the time it is. */
export function setClock(nodeMillis: number): void {
  offset = nodeMillis - performance.now();
  tick();
}

export function startClock(): () => void {
  const timer = setInterval(tick, TICK_MS);
  return () => clearInterval(timer);
}

export type AgeBand = 'fresh' | 'aging' | 'old' | 'unconfirmed';

export interface Age {
  text: string;
  band: AgeBand;
}

export function age(at: number, nowMillis: number = now.value): Age {
  const past = nowMillis - at;
  if (past < -AHEAD_MAX) return { text: t('age-unconfirmed'), band: 'unconfirmed' };
  return { text: ageText(Math.max(past, 0)), band: ageBand(past) };
}

function ageText(past: number): string {
  if (past < MINUTE) return t('age-now');
  if (past < HOUR) return t('age-minutes', { n: Math.floor(past / MINUTE) });
  if (past < DAY) return t('age-hours', { n: Math.floor(past / HOUR) });
  return t('age-days', { n: Math.floor(past / DAY) });
}

function ageBand(past: number): AgeBand {
  if (past < 2 * HOUR) return 'fresh';
  return past < 12 * HOUR ? 'aging' : 'old';
}

// Making one costs a hundred times what writing a time with it does, and a city's page has a thousand.
const moments = computed(
  () => new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' }),
);

/** Date and time in full, for titles and confirmations. */
export function moment(at: number): string {
  return moments.value.format(at);
}

/** As on a calendar on the wall, to compare with a watch. */
export function dateInWords(at: number): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'long', timeStyle: 'short' }).format(
    at,
  );
}

/** A time for an `<input type="datetime-local">`. */
export function localInput(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function fromLocalInput(text: string): number | undefined {
  const millis = new Date(text).getTime();
  return Number.isNaN(millis) ? undefined : millis;
}
