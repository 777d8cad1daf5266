// What an input method says while it composes, below one element. The events have no property on
// elements, so a component cannot be given them like others.
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { added, composed, NOTHING_COMPOSED } from './reading';

/** `onEnd`: a word was committed into a field, and these are its kana; empty where they are not known. */
export function useComposition(
  box: RefObject<HTMLElement | null>,
  onEnd: (field: HTMLInputElement, kana: string) => void,
): void {
  const newest = useRef(onEnd);
  newest.current = onEnd;

  useLayoutEffect(() => {
    const at = box.current;
    if (at == null) return;
    let said = NOTHING_COMPOSED;
    const begin = (): void => {
      said = NOTHING_COMPOSED;
    };
    const update = (event: CompositionEvent): void => {
      said = composed(said, event.data);
    };
    const end = (event: CompositionEvent): void => {
      newest.current(event.target as HTMLInputElement, added(said, event.data));
      begin();
    };
    at.addEventListener('compositionstart', begin);
    at.addEventListener('compositionupdate', update);
    at.addEventListener('compositionend', end);
    return () => {
      at.removeEventListener('compositionstart', begin);
      at.removeEventListener('compositionupdate', update);
      at.removeEventListener('compositionend', end);
    };
  }, []);
}
