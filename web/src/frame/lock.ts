// 交代・ロック: whoever sits here leaves, and the page stays in memory behind a screen that asks who
// is there now.
//
// Invariants: a locked page has no session, here or at the node: its cookie opens nothing. The same
// person finds everything as it was, what was being typed too; for anybody else the page is gone
// before theirs is drawn. A session that ended by itself locks in the same way.
import { batch, signal } from '@preact/signals';
import { api, asRefused, setFormToken, take, type Schemas } from '../api/client';
import { readAgain } from '../api/live';
import { accept, isHq, loadSession, onSessionEnd, session } from '../session';
import { forgetWall, isWall, wasOnWall } from './wall';

/** Without a key or a touch for so long, the screen locks by itself. */
export const IDLE_MS = 10 * 60_000;
/** By one key from every page. No browser and no screen reader uses it. */
export const LOCK_KEY = 'F8';
const STIRRING = ['keydown', 'pointerdown', 'wheel', 'touchstart', 'input'] as const;

const RETRY_MS = 3_000;
const NOT_ENDED = 'musubi.lock-not-ended';

export interface Locked {
  me: Schemas['Me'];
  why: 'asked' | 'idle' | 'ended';
}

export const locked = signal<Locked | undefined>(undefined);

/** Hides the page at once; that the node ends the session is asked for until it did. */
export async function lock(why: Locked['why']): Promise<void> {
  const me = session.value?.me;
  if (me == null || locked.value != null) return;
  const mine = { me, why };
  locked.value = mine;
  if (why === 'ended') return;
  sessionStorage.setItem(NOT_ENDED, 'yes');
  while (locked.value === mine && !(await ended())) {
    await new Promise((wait) => setTimeout(wait, RETRY_MS));
  }
}

async function ended(): Promise<boolean> {
  try {
    await take(api.DELETE('/api/v1/session'));
  } catch (cause) {
    // Without an answer the cookie may live on. Any refusal means that it opens nothing.
    if (asRefused(cause).code === 'unreachable') return false;
  }
  sessionStorage.removeItem(NOT_ENDED);
  const next = await take(api.GET('/api/v1/session')).catch(() => undefined);
  if (next != null) accept(next);
  return true;
}

/**
 * A locked page that was loaded anew before the node had heard of its lock is nobody's. Nor is the
 * session of a screen on the wall anybody's at the desk.
 */
export async function beginSession(): Promise<void> {
  if (sessionStorage.getItem(NOT_ENDED) != null || wasOnWall()) {
    const held = await take(api.GET('/api/v1/session')).catch(() => undefined);
    if (held?.me != null) {
      setFormToken(held.form_token);
      await take(api.DELETE('/api/v1/session')).catch(() => undefined);
    }
    sessionStorage.removeItem(NOT_ENDED);
    forgetWall();
  }
  await loadSession();
}

/** Somebody has signed in on the locked screen. */
export function unlock(next: Schemas['Session']): void {
  batch(() => {
    accept(next);
    locked.value = undefined;
  });
  readAgain();
}

/** Watches for stillness and for the key, while the desk is shown. */
export function watch(): () => void {
  let last = Date.now();
  const stir = (): void => {
    last = Date.now();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== LOCK_KEY || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    void lock('asked');
  };
  const look = (): void => {
    // A laptop that was asleep is as still as one that nobody touched.
    if (!(isWall && isHq.value) && Date.now() - last >= IDLE_MS) void lock('idle');
  };
  const timer = setInterval(look, 5_000);
  for (const name of STIRRING) addEventListener(name, stir, { capture: true, passive: true });
  addEventListener('keydown', key);
  document.addEventListener('visibilitychange', look);
  const forget = onSessionEnd(() => void lock('ended'));
  return () => {
    clearInterval(timer);
    for (const name of STIRRING) removeEventListener(name, stir, { capture: true });
    removeEventListener('keydown', key);
    document.removeEventListener('visibilitychange', look);
    forget();
  };
}
