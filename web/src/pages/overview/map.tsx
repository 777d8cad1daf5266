// The places on a map above their table, which says the same and more. The map comes late, for it is
// heavy, and not at all where nothing can be drawn.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Schemas } from '../../api/client';
import { count, language, t } from '../../i18n';
import type { Placed, PlacesMap, Word } from '../../map/places';
import { go } from '../../router';
import { mapWords } from '../../ui/map-words';

const WORDS: Word[] = ['alarm', 'seen', 'heard', 'never', 'calm'];

export function PlacesMapPane(props: {
  places: Schemas['OverviewPlace'][];
  never: Schemas['NeverHeard'][];
}) {
  const element = useRef<HTMLDivElement>(null);
  const map = useSignal<PlacesMap | undefined>(undefined);
  const cannot = useSignal(false);
  const placed = onTheMap(props.places, props.never);
  const told = JSON.stringify(placed);
  const unplaced = props.places.length + props.never.length - placed.length;

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

  useEffect(() => map.value?.show(placed), [map.value, told]);
  // Where somebody looks is not taken away because something has changed.
  useEffect(() => map.value?.fitAll(), [map.value, placed.length]);

  if (cannot.value) return <p class="note">{t('overview-map-cannot')}</p>;
  return (
    <div class="places-map">
      <div ref={element} class="layer-map" />
      <ul class="map-legend">
        {WORDS.map((word) => (
          <li key={word}>
            <span class={`map-dot map-dot-${word}`} aria-hidden="true" />
            {t(`overview-map-${word}`)}
          </li>
        ))}
      </ul>
      <p class="hint">
        {t('overview-map-mean')}
        {unplaced > 0 && ` ${t('overview-map-unplaced', { n: count(unplaced) })}`}
      </p>
    </div>
  );
}

async function open(element: HTMLDivElement): Promise<PlacesMap> {
  const { openPlaces } = await import('../../map/places');
  const words = mapWords(t('overview-map'));
  return await openPlaces(element, words, (id) => go('place', id));
}

export function onTheMap(
  places: Schemas['OverviewPlace'][],
  never: Schemas['NeverHeard'][],
): Placed[] {
  const heard = places.flatMap(
    ({ id, name, at, in_shelter: people, silence, closed }): Placed[] => {
      if (at == null) return [];
      const word = closed || silence === 'not_expected' ? 'calm' : silence;
      return [{ id, name, ...at, people: people.value ?? null, word }];
    },
  );
  const others = never.flatMap(({ id, name, at }): Placed[] =>
    at == null ? [] : [{ id, name, ...at, people: null, word: 'never' }],
  );
  return [...heard, ...others];
}
