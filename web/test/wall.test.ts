import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const me = { id: 'somebody', name: '試験', role: 'manager', rights: [] };

/** Whether a page at `/?wall` that nobody touches is locked, on a laptop of this role. */
async function isLockedWhenStill(role: 'hq' | 'shelter'): Promise<boolean> {
  history.replaceState(null, '', '/?wall');
  vi.resetModules();
  const { IDLE_MS, locked, watch } = await import('../src/frame/lock');
  const { session } = await import('../src/session');
  session.value = { me, node: { role } } as unknown as NonNullable<typeof session.value>;
  const forget = watch();
  vi.advanceTimersByTime(2 * IDLE_MS);
  forget();
  return locked.value != null;
}

describe('a screen on the wall', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', () => new Promise(() => undefined));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    history.replaceState(null, '', '/');
  });

  test('is not locked by stillness', async () => {
    expect(await isLockedWhenStill('hq')).toBe(false);
  });

  test('is headquarters’ alone: any other desk locks, whatever its address says', async () => {
    expect(await isLockedWhenStill('shelter')).toBe(true);
  });
});
