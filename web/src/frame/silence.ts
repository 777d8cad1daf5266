// How many places are silent for longer than expected: beside the overview's name in the menu, on every page
// at headquarters.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, take, type Schemas } from '../api/client';
import { useResource, type Resource } from '../api/resource';
import { now } from '../clock';
import { isHq } from '../session';

export const silentPlaces = signal(0);

/** Places that had word once. Of those that never had, most of a city's sites, nobody may have opened any. */
export function fellSilent(silence: Schemas['Silence']): number {
  return silence.alarms - silence.never_heard;
}

/** A timer of a browser goes no further than this; then it is set again. */
const TIMER_MS_MAX = 3_600_000;

/** A silence becomes an alarm though nothing comes: asks again then. */
export function useNextAlarm(at: number | null | undefined, again: () => Promise<void>): void {
  useEffect(() => {
    if (at == null) return undefined;
    const left = Math.max(at - now.peek(), 0) + 1_000;
    const timer = setTimeout(() => void again(), Math.min(left, TIMER_MS_MAX));
    return () => clearTimeout(timer);
  });
}

function noSilence(): Promise<Schemas['Silence'] | null> {
  return Promise.resolve(null);
}

/** Keeps the number in the menu. */
export function useSilentPlaces(): Resource<Schemas['Silence'] | null> {
  const silence = useResource(
    () => (isHq.value ? take(api.GET('/api/v1/hq/silence')) : noSilence()),
    ['place', 'people', 'staff', 'city'],
    isHq.value ? 'hq' : '',
  );
  useNextAlarm(silence.data?.next_alarm_at, silence.reload);
  useEffect(() => {
    silentPlaces.value = silence.data == null ? 0 : fellSilent(silence.data);
  }, [silence.data]);
  return silence;
}
