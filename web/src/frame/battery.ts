// How long this laptop goes on: by the node where its system tells, else by the browser.
import { signal } from '@preact/signals';
import { api, take, type Schemas } from '../api/client';

/** Below this it is said on every page. */
export const LOW_PERCENT = 30;
/** At or below these one screen says what to save; once it was put away, it comes back at the next. */
export const URGENT_PERCENTS = [15, 10, 5] as const;
const ASK_MS = 60_000;

export interface Power {
  state: Schemas['PowerState'];
  percent: number | null;
  notAtHq: number | null;
  neighbours: number;
}

export const power = signal<Power | undefined>(undefined);

/** Old browsers, and those that keep it to themselves, have none. */
interface BrowserBattery {
  charging: boolean;
  level: number;
}

type Asking = Navigator & { getBattery?: () => Promise<BrowserBattery> };

async function ofBrowser(): Promise<Pick<Power, 'state' | 'percent'>> {
  const unknown = { state: 'unknown', percent: null } as const;
  const battery = await (navigator as Asking).getBattery?.().catch(() => undefined);
  // A browser that knows nothing says "full and charging", which is no reason for a warning.
  if (battery == null) return unknown;
  const percent = Math.round(battery.level * 100);
  return { state: battery.charging ? 'charging' : 'discharging', percent };
}

async function ask(): Promise<void> {
  // Without an answer the last one stays; that nothing is heard is said elsewhere.
  const told = await take(api.GET('/api/v1/laptop')).catch(() => undefined);
  if (told == null) return;
  const { state, percent } = told.battery;
  const battery = state === 'unknown' ? await ofBrowser() : { state, percent: percent ?? null };
  power.value = {
    ...battery,
    notAtHq: told.not_at_hq ?? null,
    neighbours: told.neighbours,
  };
}

export function watchBattery(): () => void {
  void ask();
  const timer = setInterval(() => void ask(), ASK_MS);
  return () => clearInterval(timer);
}

/** The lowest step that was reached; `undefined`: none, or this laptop is not on its battery. */
export function urgentStep(now: Power | undefined): number | undefined {
  if (now?.state !== 'discharging' || now.percent == null) return undefined;
  const { percent } = now;
  return URGENT_PERCENTS.filter((step) => percent <= step).at(-1);
}

export function isLow(now: Power | undefined): boolean {
  return now?.state === 'discharging' && now.percent != null && now.percent < LOW_PERCENT;
}
