// One form being saved: at most one request under way, one idempotency key until it succeeds.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { loadSession } from '../session';
import { asRefused, type Refused } from './client';
import { idempotencyKey } from './key';

export interface Saving {
  busy: boolean;
  problem: Refused | undefined;
  /** The code of what is wrong with one field, if the node refused it. */
  field: (path: string) => string | undefined;
  /** Runs `save` with this form's key. `undefined`: it was refused, `problem` says why. */
  run: <T>(save: (key: string) => Promise<T>) => Promise<T | undefined>;
  clear: () => void;
}

export function useSaving(): Saving {
  const busy = useSignal(false);
  const problem = useSignal<Refused | undefined>(undefined);
  const key = useRef(idempotencyKey());

  async function run<T>(save: (key: string) => Promise<T>): Promise<T | undefined> {
    if (busy.peek()) return undefined;
    busy.value = true;
    problem.value = undefined;
    try {
      const saved = await again(() => save(key.current));
      key.current = idempotencyKey();
      return saved;
    } catch (cause) {
      problem.value = asRefused(cause);
      return undefined;
    } finally {
      busy.value = false;
    }
  }

  return {
    busy: busy.value,
    problem: problem.value,
    field: (path) => problem.value?.fields.find((field) => field.path === path)?.code,
    run,
    clear: () => (problem.value = undefined),
  };
}

/** A page that outlived its form token gets a new one and sends once more, under the same key. */
async function again<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (cause) {
    if (asRefused(cause).code !== 'form_token') throw cause;
    await loadSession();
    return await save();
  }
}
