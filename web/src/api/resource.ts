// Something read from the node and kept up to date while a component shows it.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { asRefused, type Refused } from './client';
import { onChange, type Kind } from './live';

export interface Resource<T> {
  /** The newest answer; stays while a newer one is asked for. */
  data: T | undefined;
  problem: Refused | undefined;
  reload: () => Promise<void>;
}

/** Many changes in a burst are one question. */
const GATHER_MS = 150;

/** Asks when `subject` changes, and again whenever a document of one of `kinds` does. */
export function useResource<T>(
  ask: () => Promise<T>,
  kinds: readonly Kind[],
  subject: string,
): Resource<T> {
  const data = useSignal<T | undefined>(undefined);
  const problem = useSignal<Refused | undefined>(undefined);
  const newest = useRef(0);
  const asking = useRef(ask);
  asking.current = ask;

  async function reload(): Promise<void> {
    const mine = ++newest.current;
    try {
      const answer = await asking.current();
      if (mine !== newest.current) return;
      data.value = answer;
      problem.value = undefined;
    } catch (cause) {
      if (mine === newest.current) problem.value = asRefused(cause);
    }
  }

  useEffect(() => {
    data.value = undefined;
    problem.value = undefined;
    void reload();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onChange((changed) => {
      if (changed != null && !kinds.some((kind) => kind === changed.kind)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void reload(), GATHER_MS);
    });
    return () => {
      newest.current += 1;
      clearTimeout(timer);
      stop();
    };
  }, [subject]);

  return { data: data.value, problem: problem.value, reload };
}
