// What lies beneath all layers: the city's own map where somebody put one on this laptop, else the
// outlines of Japan and its neighbours. Without letters: they would need fonts of every language.
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import land from './made/land.json?url';

/** As `/basemap.json` tells it. */
export interface CityMap {
  vector: boolean;
  attribution: string;
  layers: string[];
}

const SEA = '#d4e3ec';
const LAND = '#f4f1ea';
const AROUND = '#e9e6df';
const COAST = '#8a9aa5';
const NATURAL_EARTH = 'Natural Earth';
const ARCHIVE = 'basemap.pmtiles';

/** Beside whatever the city says. Asked at the page's own listener. */
export async function cityMap(): Promise<CityMap | undefined> {
  const answer = await fetch('/basemap.json').catch(() => undefined);
  if (answer?.ok !== true) return undefined;
  const told = (await answer.json()) as { archive: CityMap | null };
  return told.archive ?? undefined;
}

export function baseStyle(city: CityMap | undefined): StyleSpecification {
  const under: StyleSpecification = {
    version: 8,
    sources: { land: { type: 'geojson', data: land, attribution: NATURAL_EARTH } },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': SEA } },
      {
        id: 'land',
        type: 'fill',
        source: 'land',
        paint: { 'fill-color': ['match', ['get', 'land'], 'home', LAND, AROUND] },
      },
      { id: 'coast', type: 'line', source: 'land', paint: { 'line-color': COAST } },
    ],
  };
  if (city == null) return under;
  return {
    ...under,
    sources: { ...under.sources, city: citySource(city) },
    layers: [...under.layers, ...cityLayers(city)],
  };
}

function citySource(city: CityMap): SourceSpecification {
  const url = `pmtiles://${location.origin}/${ARCHIVE}`;
  const attribution = escaped(city.attribution);
  if (city.vector) return { type: 'vector', url, attribution };
  return { type: 'raster', url, tileSize: 256, attribution };
}

function cityLayers(city: CityMap): LayerSpecification[] {
  if (!city.vector) return [{ id: 'city', type: 'raster', source: 'city' }];
  const inOrder = [...city.layers].sort((a, b) => rank(a) - rank(b));
  return [...inOrder.map(area), ...inOrder.map(line)];
}

/** Names as the usual makers of vector tiles give them; what is not known is drawn in grey. */
const AREAS: [RegExp, string | undefined][] = [
  [/^(earth|land)$/, LAND],
  [/land(use|cover)|park|green/, '#dfe8d2'],
  [/water|ocean/, SEA],
  [/building/, '#d5cdc3'],
  [/./, undefined],
];
const LINES: [RegExp, string, number][] = [
  [/water/, '#a9c5d6', 1],
  [/road|transport|street|highway/, '#9b8f80', 1.5],
  [/rail/, '#6f6f6f', 1],
  [/bound|admin/, '#8c6f8c', 1],
];

function rank(name: string): number {
  return AREAS.findIndex(([pattern]) => pattern.test(name));
}

function area(name: string): LayerSpecification {
  const color = AREAS[rank(name)]?.[1];
  return {
    id: `city-area-${name}`,
    type: 'fill',
    source: 'city',
    'source-layer': name,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': color ?? 'rgba(0, 0, 0, 0)' },
  };
}

function line(name: string): LayerSpecification {
  const [, color, width] = LINES.find(([pattern]) => pattern.test(name)) ?? [/./, '#b9b2a7', 0.5];
  return {
    id: `city-line-${name}`,
    type: 'line',
    source: 'city',
    'source-layer': name,
    filter: ['==', ['geometry-type'], 'LineString'],
    paint: { 'line-color': color, 'line-width': width },
  };
}

/** The map writes credits as HTML, and people of many places type these. */
export function escaped(text: string): string {
  const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (letter) => marks[letter] ?? '');
}
