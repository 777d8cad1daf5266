// Live updates: the node says which document has something new, and whoever shows it asks again.
// The stream's silence is said on every page: what is shown may be older than it looks.
import { signal } from '@preact/signals';
import type { Schemas } from './client';

export type Link = 'off' | 'live' | 'lost';
export type Kind =
  'city' | 'place' | 'people' | 'staff' | 'desk' | 'lookups' | 'layers' | 'sync' | 'reach';

export const link = signal<Link>('off');

type Listener = (changed: Schemas['DocumentChanged'] | undefined) => void;
const listeners = new Set<Listener>();

/** `undefined` means: anything may have changed. */
export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(changed: Schemas['DocumentChanged'] | undefined): void {
  for (const listener of listeners) listener(changed);
}

/** Everything shown may be old: another session begins. */
export function readAgain(): void {
  tell(undefined);
}

const RETRY_MS = 3_000;

export function openLive(): () => void {
  let source: EventSource;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    source = new EventSource('/api/v1/events');
    source.addEventListener('open', () => {
      const wasLost = link.value === 'lost';
      link.value = 'live';
      if (wasLost) tell(undefined);
    });
    source.addEventListener('changed', (event: MessageEvent<string>) =>
      tell(JSON.parse(event.data) as Schemas['DocumentChanged']),
    );
    source.addEventListener('resync', () => tell(undefined));
    source.addEventListener('error', () => {
      link.value = 'lost';
      // A refused stream is closed for good by the browser; a broken one it opens again itself.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
    });
  }

  open();
  return () => {
    clearTimeout(retry);
    source.close();
    link.value = 'off';
  };
}
