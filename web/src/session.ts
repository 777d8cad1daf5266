// Who is signed in, what this laptop is, and what the first run still needs.
import { computed, signal } from '@preact/signals';
import {
  api,
  asRefused,
  setFormToken,
  take,
  whenSignedOut,
  type Refused,
  type Schemas,
} from './api/client';
import { setClock } from './clock';

export type Session = Schemas['Session'];

export const session = signal<Session | undefined>(undefined);
export const sessionProblem = signal<Refused | undefined>(undefined);

const endListeners = new Set<() => void>();

/** Called when whoever was signed in is so no longer, without having said so here. */
export function onSessionEnd(listener: () => void): () => void {
  endListeners.add(listener);
  return () => endListeners.delete(listener);
}

let leaving = false;

export function accept(next: Session): void {
  setFormToken(next.form_token);
  setClock(next.now);
  sessionProblem.value = undefined;
  const before = session.value?.me;
  // A laptop that has become another, by its ticket, has nobody to come back to.
  const same = next.node?.operation === session.value?.node?.operation;
  if (next.me == null && before != null && same && !leaving && endListeners.size > 0) {
    // The page stays as it is behind its lock: what it may show hangs on who was there.
    session.value = { ...next, me: before };
    for (const listener of endListeners) listener();
    return;
  }
  session.value = next;
}

let handing = false;

/**
 * Until `work` has said who is signed in from now on: the one before may be signed out at the node
 * already, and is not gone from this page for that.
 */
export async function whileHandedOver<T>(work: () => Promise<T>): Promise<T> {
  handing = true;
  try {
    return await work();
  } finally {
    handing = false;
  }
}

export async function loadSession(): Promise<void> {
  const asked = session.value?.me?.account;
  try {
    const next = await take(api.GET('/api/v1/session'));
    if (handing) return;
    // Somebody else has signed in meanwhile: this answer is about the one before.
    if (session.value?.me?.account === asked) accept(next);
    else await loadSession();
  } catch (cause) {
    sessionProblem.value = asRefused(cause);
  }
}

export async function signOut(): Promise<void> {
  await take(api.DELETE('/api/v1/session'));
  leaving = true;
  await loadSession();
  leaving = false;
}

/** A refusal that says so: the session ended at the node. */
whenSignedOut(() => {
  if (session.value?.me != null && !leaving) void loadSession();
});

const rights = computed(() => new Set(session.value?.me?.rights ?? []));

/** May this account do it? Named as the API names it: `POST /api/v1/households`. */
export function can(right: string): boolean {
  return rights.value.has(right);
}

/** This laptop's own place. Empty before the ticket is taken. */
export const ownPlace = computed(() => session.value?.node?.place ?? '');
export const isHq = computed(() => session.value?.node?.role === 'hq');
