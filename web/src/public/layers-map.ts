// The script of the public page of layers. The page is whole without it; it adds the map, and a
// button on each card that shows the layer on it. Whatever cannot be done leaves the page as it was.
import type { Geometry } from 'geojson';
import type { LayerMap, Mapped } from '../map/map';
import type { MapWords } from '../map/words';

interface Outline {
  id: string;
  geometry: Geometry;
  properties: { tilejson: string } | Photos;
}

interface Photos {
  photos: string;
  bbox: Mapped['bounds'];
  attribution: string;
}

interface TileJson {
  tiles: string[];
  bounds: Mapped['bounds'];
  minzoom: number;
  maxzoom: number;
  attribution: string;
}

const section = document.getElementById('map');
if (section != null) void begin(section);

async function begin(map: HTMLElement): Promise<void> {
  try {
    map.classList.add('layer-map');
    map.hidden = false;
    const words = JSON.parse(map.dataset['words'] ?? '{}') as MapWords;
    const [{ openMap }, layers] = await Promise.all([import('../map/map'), mapped()]);
    const opened = await openMap(map, words, toCard);
    opened.show(layers);
    opened.fitAll();
    buttons(opened, map, layers);
  } catch {
    map.remove();
    const cannot = document.getElementById('map-cannot');
    if (cannot != null) cannot.hidden = false;
  }
}

/** All that the list shows, the newest first, as it is in the documents that programs read. */
async function mapped(): Promise<Mapped[]> {
  const { features } = await json<{ features: Outline[] }>('/layers/footprints.geojson');
  return await Promise.all(
    features.map(async ({ id, geometry, properties }) => {
      const given = `/layers/${encodeURIComponent(id)}/mapped.geojson`;
      if ('photos' in properties) {
        const { photos, bbox: bounds, attribution: credit } = properties;
        return { id, photos, bounds, credit, outline: geometry, given };
      }
      const told = await json<TileJson>(properties.tilejson);
      const { tiles, bounds, minzoom, maxzoom, attribution: credit } = told;
      const picture = { tiles, zooms: [minzoom, maxzoom] as [number, number] };
      return { id, picture, bounds, credit, outline: geometry, given };
    }),
  );
}

async function json<Data>(url: string): Promise<Data> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()) as Data;
}

function toCard(id: string): void {
  document.getElementById(`layer-${id}`)?.scrollIntoView();
}

function buttons(opened: LayerMap, map: HTMLElement, layers: Mapped[]): void {
  const known = new Set(layers.map(({ id }) => id));
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-layer]')) {
    const id = button.dataset['layer'] ?? '';
    button.hidden = !known.has(id);
    button.addEventListener('click', () => {
      opened.fit(id);
      map.scrollIntoView({ block: 'center' });
    });
  }
}
