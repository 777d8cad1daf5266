// A map in an element of a page. It comes late, for it is heavy, and not at all where nothing can be
// drawn; the page needs it for nothing.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { language } from '../i18n';

/** What a page's maps have in common. */
interface Opened<Shown> {
  show: (shown: Shown[]) => void;
  fitAll: () => void;
  close: () => void;
}

/** `map`: undefined until it is there. `cannot`: nothing can be drawn here. */
export function useMap<Shown, Map extends Opened<Shown>>(
  open: (element: HTMLDivElement) => Promise<Map>,
  shown: Shown[],
) {
  const element = useRef<HTMLDivElement>(null);
  const map = useSignal<Map | undefined>(undefined);
  const cannot = useSignal(false);
  const told = JSON.stringify(shown);

  useEffect(() => {
    const { current } = element;
    if (current == null) return undefined;
    let closed = false;
    open(current).then(
      (opened) => {
        if (closed) opened.close();
        else map.value = opened;
      },
      () => (cannot.value = true),
    );
    return () => {
      closed = true;
      map.value?.close();
      map.value = undefined;
    };
  }, [language.value]);

  useEffect(() => map.value?.show(shown), [map.value, told]);
  // Where somebody looks is not taken away because something has changed.
  useEffect(() => map.value?.fitAll(), [map.value, shown.length]);

  return { element, map, cannot: cannot.value };
}
