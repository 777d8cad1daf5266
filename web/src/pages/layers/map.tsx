// The layers that this laptop holds, drafts too, on a map above the list. It comes late, for it is
// heavy, and not at all where nothing can be drawn; the list needs it for nothing.
import type { Bounds, LayerMap, Mapped } from '../../map/map';
import { t } from '../../i18n';
import { go } from '../../router';
import { mapWords } from '../../ui/map-words';
import { useMap } from '../../ui/use-map';
import type { Card } from './tile';

export function LayerMapPane(props: { cards: Card[] }) {
  const layers = mapped(props.cards);
  const { element, map, cannot } = useMap<Titled, LayerMap>(open, layers);

  if (cannot) return <p class="note">{t('layers-map-cannot')}</p>;
  return (
    <div class="map-pane">
      <div ref={element} class="layer-map" />
      <ul class="actions">
        {layers.map(({ id, title }) => (
          <li key={id}>
            <button
              type="button"
              class="button button-quiet"
              aria-label={t('layers-map-show-named', { title })}
              onClick={() => map.value?.fit(id)}
            >
              {title}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

async function open(element: HTMLDivElement): Promise<LayerMap> {
  const { openMap } = await import('../../map/map');
  const words = {
    ...mapWords(t('layers-map')),
    direction: t('layers-map-direction'),
    height: t('layers-map-height'),
  };
  return await openMap(element, words, (id) => go('layers', id));
}

type Titled = Mapped & { title: string };

/** What lies here and was not withdrawn. Its tiles come from the desk's own listener. */
export function mapped(cards: Card[]): Titled[] {
  return cards.flatMap((card): Titled[] => {
    const { id, bounds, zooms, held, state, words } = card;
    const [west, south, east, north] = bounds ?? [];
    const [first, last] = zooms ?? [];
    if (!held || state === 'withdrawn') return [];
    if (west == null || south == null || east == null || north == null) return [];
    const frame: Bounds = [west, south, east, north];
    const path = `/api/v1/layers/${encodeURIComponent(id)}`;
    const layer = {
      id,
      title: words.title ?? '',
      bounds: frame,
      credit: credit(words),
      outline: { type: 'Polygon' as const, coordinates: [corners(frame)] },
      // Another file is another address.
      given: `${path}/mapped.geojson?of=${files(card)}`,
    };
    if (card.photos != null) return [{ ...layer, photos: `${path}/photos.geojson` }];
    if (first == null || last == null) return [];
    // A correction has other tiles at the same addresses.
    const moved = (card.moved_cm ?? []).join(',');
    const tiles = [`${location.origin}${path}/tiles/{z}/{x}/{y}?moved=${moved}`];
    return [{ ...layer, picture: { tiles, zooms: [first, last] as [number, number] } }];
  });
}

function files({ mapped: given }: Card): string {
  return given.map(({ id, held }) => `${id}-${held}`).join(',');
}

function credit({ provider, licence }: Card['words']): string {
  if (provider == null) return '';
  return licence == null ? `© ${provider}` : `© ${provider} (${licence})`;
}

function corners([west, south, east, north]: Bounds): [number, number][] {
  return [
    [west, north],
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}
