// Places on a map: a circle each, as large as the people in it are many, in the colour of how it stands with
// word of it. The silent lie on top and have a ring, for who does not tell colours apart.
import type { Feature } from 'geojson';
import { Popup, type GeoJSONSource, type LayerSpecification, type Map as Drawn } from 'maplibre-gl';
import { around } from './around';
import { canvas, PADDING_PX } from './canvas';
import type { CanvasWords } from './words';

export type Word = 'alarm' | 'seen' | 'heard' | 'calm' | 'never';

export interface Placed {
  id: string;
  name: string;
  latitude: number;
  longitude: number;
  /** In the shelter. `null`: not known, drawn hollow. */
  people: number | null;
  word: Word;
}

export interface PlacesMap {
  show: (places: Placed[]) => void;
  fitAll: () => void;
  close: () => void;
}

const PLACES = 'places';
const NEAR_MAX = 15;
const COLORS: Record<Word, string> = {
  alarm: '#ce0000',
  seen: '#b35900',
  heard: '#0017c1',
  calm: '#767676',
  never: '#1a1a1a',
};
const HALO = '#ffffff';
/** The last is drawn last. */
const RANKS: Record<Word, number> = { calm: 0, heard: 1, seen: 2, never: 3, alarm: 4 };

export async function openPlaces(
  element: HTMLElement,
  words: CanvasWords,
  onChoose: (id: string) => void,
): Promise<PlacesMap> {
  const map = await canvas(element, words);
  map.addSource(PLACES, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  for (const layer of layers()) map.addLayer(layer);
  map.on('click', PLACES, ({ features }) => {
    const id: unknown = features?.[0]?.properties['id'];
    if (typeof id === 'string') onChoose(id);
  });
  nameUnder(map);
  let shown: Placed[] = [];
  return {
    show: (places) => {
      shown = places;
      const features = places.map(feature);
      const source = map.getSource<GeoJSONSource>(PLACES);
      void source?.setData({ type: 'FeatureCollection', features });
    },
    fitAll: () => {
      if (shown.length === 0) return;
      const points = shown.map(
        ({ longitude: x, latitude: y }): [number, number, number, number] => [x, y, x, y],
      );
      map.fitBounds(around(points), { padding: PADDING_PX, maxZoom: NEAR_MAX, animate: false });
    },
    close: () => map.remove(),
  };
}

function feature({ id, name, latitude, longitude, people, word }: Placed): Feature {
  return {
    type: 'Feature',
    // Its area is to its neighbours' as their people are.
    properties: {
      id,
      name,
      word,
      rank: RANKS[word],
      color: COLORS[word],
      root: Math.sqrt(people ?? 0),
      known: people != null,
    },
    geometry: { type: 'Point', coordinates: [longitude, latitude] },
  };
}

function layers(): LayerSpecification[] {
  const color: LayerSpecification = {
    id: PLACES,
    type: 'circle',
    source: PLACES,
    layout: { 'circle-sort-key': ['get', 'rank'] },
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['get', 'root'], 0, 4, 40, 14],
      'circle-color': ['case', ['get', 'known'], ['get', 'color'], HALO],
      'circle-opacity': 0.75,
      'circle-stroke-color': ['case', ['get', 'known'], HALO, ['get', 'color']],
      'circle-stroke-width': ['case', ['get', 'known'], 1, 2],
    },
  };
  const ring: LayerSpecification = {
    id: `${PLACES}-ring`,
    type: 'circle',
    source: PLACES,
    filter: ['==', ['get', 'word'], 'alarm'],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['get', 'root'], 0, 8, 40, 18],
      'circle-color': 'rgba(0, 0, 0, 0)',
      'circle-stroke-color': COLORS.alarm,
      'circle-stroke-width': 2,
    },
  };
  return [color, ring];
}

/** The name of what lies under the pointer. */
function nameUnder(map: Drawn): void {
  const popup = new Popup({ closeButton: false, closeOnClick: false });
  map.on('mousemove', PLACES, ({ features, lngLat }) => {
    const name: unknown = features?.[0]?.properties['name'];
    if (typeof name !== 'string') return;
    map.getCanvas().style.cursor = 'pointer';
    popup.setLngLat(lngLat).setText(name).addTo(map);
  });
  map.on('mouseleave', PLACES, () => {
    map.getCanvas().style.cursor = '';
    popup.remove();
  });
}
