// The places on a map above their table, which says the same and more. The map comes late, for it is
// heavy, and not at all where nothing can be drawn.
import type { Schemas } from '../../api/client';
import { count, t } from '../../i18n';
import type { Placed, PlacesMap, Word } from '../../map/places';
import { go } from '../../router';
import { mapWords } from '../../ui/map-words';
import { useMap } from '../../ui/use-map';

const WORDS: Word[] = ['alarm', 'seen', 'heard', 'never', 'calm'];

export function PlacesMapPane(props: {
  places: Schemas['OverviewPlace'][];
  never: Schemas['NeverHeard'][];
}) {
  const placed = onTheMap(props.places, props.never);
  const { element, cannot } = useMap<Placed, PlacesMap>(open, placed);
  const unplaced = props.places.length + props.never.length - placed.length;

  if (cannot) return <p class="note">{t('overview-map-cannot')}</p>;
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
