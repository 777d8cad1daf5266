// The map of layers: their pictures, photos and what mappers gave back, above what lies beneath all maps.
import type { Feature, Geometry } from 'geojson';
import type { GeoJSONSource, LngLatBoundsLike, Map as Drawn } from 'maplibre-gl';
import { around } from './around';
import { escaped } from './basemap';
import { canvas, PADDING_PX, type Bounds } from './canvas';
import { addGiven, liesAt, removeGiven } from './given';
import { addPhotos } from './photos';
import type { MapWords } from './words';

export type { Bounds };

/** A layer as the map needs it: of tiles or of photos. */
export interface Mapped {
  id: string;
  bounds: Bounds;
  picture?: Picture;
  /** Where its points are, as GeoJSON. */
  photos?: string;
  /** Who is to be named beside it; as text. */
  credit: string;
  outline: Geometry;
  /** Where what mappers gave back of it is, as GeoJSON. */
  given: string;
}

export interface Picture {
  zooms: [first: number, last: number];
  /** Addresses with `{z}`, `{x}`, `{y}`. */
  tiles: string[];
}

export interface LayerMap {
  /** The first lies on top. */
  show: (layers: Mapped[]) => void;
  fit: (id: string) => void;
  fitAll: () => void;
  close: () => void;
}

const NEAR_MAX = 20;
const OUTLINES = 'outlines';
const OUTLINE_COLOR = '#0017c1';
const HALO_COLOR = '#ffffff';

export async function openMap(
  element: HTMLElement,
  words: MapWords,
  onChoose: (id: string) => void,
): Promise<LayerMap> {
  const map = await canvas(element, words);
  return control(map, words, onChoose);
}

function control(map: Drawn, words: MapWords, onChoose: (id: string) => void): LayerMap {
  let shown = new Map<string, Mapped>();
  const photos = new Map<string, () => void>();
  addOutlines(map);
  map.on('click', `${OUTLINES}-area`, ({ features, point }) => {
    const id: unknown = features?.[0]?.properties['id'];
    // Whoever points at what mappers drew reads of that.
    if (typeof id === 'string' && !liesAt(map, point)) onChoose(id);
  });

  function show(layers: Mapped[]): void {
    const next = new Map(layers.map((layer) => [layer.id, layer]));
    for (const [id, layer] of shown) {
      if (!same(layer, next.get(id))) removePicture(map, id);
      if (layer.photos !== next.get(id)?.photos) {
        photos.get(id)?.();
        photos.delete(id);
      }
      if (layer.given !== next.get(id)?.given) removeGiven(map, id);
    }
    let above = `${OUTLINES}-area`;
    for (const layer of layers) {
      if (layer.picture == null) continue;
      if (map.getLayer(pictureOf(layer.id)) == null) addPicture(map, layer, layer.picture);
      map.moveLayer(pictureOf(layer.id), above);
      above = pictureOf(layer.id);
    }
    for (const { id, photos: url } of layers) {
      if (url != null && !photos.has(id)) photos.set(id, addPhotos(map, id, url, words));
    }
    for (const { id, given } of layers) addGiven(map, id, given);
    shown = next;
    const outlines: Feature[] = layers.map(({ id, outline }) => ({
      type: 'Feature',
      properties: { id },
      geometry: outline,
    }));
    const source = map.getSource<GeoJSONSource>(OUTLINES);
    void source?.setData({ type: 'FeatureCollection', features: outlines });
  }

  function fitTo(bounds: LngLatBoundsLike, maxZoom: number): void {
    map.fitBounds(bounds, { padding: PADDING_PX, maxZoom, animate: false });
  }

  return {
    show,
    fit: (id) => {
      const layer = shown.get(id);
      if (layer != null) fitTo(layer.bounds, NEAR_MAX);
    },
    fitAll: () => {
      const all = [...shown.values()].map(({ bounds }) => bounds);
      if (all.length > 0) fitTo(around(all), NEAR_MAX);
    },
    close: () => map.remove(),
  };
}

/** Only lines: a picture is there to be seen. The area beneath them is what a finger hits. */
function addOutlines(map: Drawn): void {
  map.addSource(OUTLINES, {
    type: 'geojson',
    data: { type: 'FeatureCollection', features: [] },
  });
  map.addLayer({
    id: `${OUTLINES}-area`,
    type: 'fill',
    source: OUTLINES,
    paint: { 'fill-color': 'rgba(0, 0, 0, 0)' },
  });
  for (const [name, color, width] of [
    ['halo', HALO_COLOR, 4],
    ['line', OUTLINE_COLOR, 2],
  ] as const) {
    map.addLayer({
      id: `${OUTLINES}-${name}`,
      type: 'line',
      source: OUTLINES,
      paint: { 'line-color': color, 'line-width': width },
    });
  }
}

function pictureOf(id: string): string {
  return `picture-${id}`;
}

function addPicture(map: Drawn, layer: Mapped, { tiles, zooms }: Picture): void {
  const { id, bounds, credit } = layer;
  map.addSource(pictureOf(id), {
    type: 'raster',
    tiles,
    bounds,
    minzoom: zooms[0],
    maxzoom: zooms[1],
    tileSize: 256,
    attribution: escaped(credit),
  });
  map.addLayer({ id: pictureOf(id), type: 'raster', source: pictureOf(id) });
}

function removePicture(map: Drawn, id: string): void {
  if (map.getLayer(pictureOf(id)) == null) return;
  map.removeLayer(pictureOf(id));
  map.removeSource(pictureOf(id));
}

function same(one: Mapped, other: Mapped | undefined): boolean {
  const told = ({ bounds, picture, credit }: Mapped): string =>
    JSON.stringify([bounds, picture, credit]);
  return other != null && told(one) === told(other);
}
