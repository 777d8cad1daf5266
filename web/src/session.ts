// Who is signed in, what this laptop is, and what the first run still needs.
import { computed, signal } from '@preact/signals';
import { api, asRefused, setFormToken, take, type Refused, type Schemas } from './api/client';
import { setClock } from './clock';

export type Session = Schemas['Session'];

export const session = signal<Session | undefined>(undefined);
export const sessionProblem = signal<Refused | undefined>(undefined);

export function accept(next: Session): void {
  setFormToken(next.form_token);
  setClock(next.now);
  session.value = next;
  sessionProblem.value = undefined;
}

export async function loadSession(): Promise<void> {
  try {
    accept(await take(api.GET('/api/v1/session')));
  } catch (cause) {
    sessionProblem.value = asRefused(cause);
  }
}

export async function signOut(): Promise<void> {
  await take(api.DELETE('/api/v1/session'));
  await loadSession();
}

const rights = computed(() => new Set(session.value?.me?.rights ?? []));

/** May this account do it? Named as the API names it: `POST /api/v1/households`. */
export function can(right: string): boolean {
  return rights.value.has(right);
}

/** This laptop's own place. Empty before the ticket is taken. */
export const ownPlace = computed(() => session.value?.node?.place ?? '');
export const isHq = computed(() => session.value?.node?.role === 'hq');
