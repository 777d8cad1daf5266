// What mappers gave back of a layer: damaged buildings, blocked roads. It lies above all pictures, and
// whoever points at it reads who drew it, from what and when.
import { Popup } from 'maplibre-gl';
import type { LayerSpecification, Map as Drawn, MapLayerMouseEvent, Point } from 'maplibre-gl';
import { PREFIX as PHOTOS } from './photos';
import { about } from './words';

/** Told apart by their shapes, too: areas, lines and points. */
const COLORS: Record<string, string> = { damaged_buildings: '#ce0000', blocked_roads: '#b04a00' };
const OTHER = '#6f23d0';
const PREFIX = 'given-';
const SHAPES = ['area', 'line', 'point'] as const;

export function addGiven(map: Drawn, id: string, url: string): void {
  const source = sourceOf(id);
  if (map.getSource(source) != null) return;
  map.addSource(source, { type: 'geojson', data: new URL(url, location.href).href });
  for (const layer of layers(source)) {
    map.addLayer(layer);
    map.on('click', layer.id, tell);
  }
}

export function removeGiven(map: Drawn, id: string): void {
  const source = sourceOf(id);
  if (map.getSource(source) == null) return;
  for (const { id: layer } of layers(source)) {
    map.off('click', layer, tell);
    map.removeLayer(layer);
  }
  map.removeSource(source);
}

/** Whether something lies there that tells of itself. */
export function liesAt(map: Drawn, point: Point): boolean {
  const tells = (layer: string): boolean => layer.startsWith(PREFIX) || layer.startsWith(PHOTOS);
  const all = map.getLayersOrder().filter(tells);
  return map.queryRenderedFeatures(point, { layers: all }).length > 0;
}

function sourceOf(id: string): string {
  return `${PREFIX}${id}`;
}

function layers(source: string): LayerSpecification[] {
  const pairs = Object.entries(COLORS).flat();
  const color = ['match', ['get', 'musubi:kind'], ...pairs, OTHER] as unknown as string;
  const [area, line, point] = SHAPES.map((shape) => `${source}-${shape}`) as [
    string,
    string,
    string,
  ];
  return [
    {
      id: area,
      type: 'fill',
      source,
      filter: ['in', ['geometry-type'], ['literal', ['Polygon', 'MultiPolygon']]],
      paint: { 'fill-color': color, 'fill-opacity': 0.35 },
    },
    { id: line, type: 'line', source, paint: { 'line-color': color, 'line-width': 3 } },
    {
      id: point,
      type: 'circle',
      source,
      filter: ['in', ['geometry-type'], ['literal', ['Point', 'MultiPoint']]],
      paint: {
        'circle-color': color,
        'circle-radius': 6,
        'circle-stroke-color': '#ffffff',
        'circle-stroke-width': 2,
      },
    },
  ];
}

function tell({ target, lngLat, features }: MapLayerMouseEvent): void {
  const said = about(features?.[0]?.properties ?? {});
  if (said.length === 0) return;
  const text = document.createElement('div');
  for (const line of said) {
    const paragraph = document.createElement('p');
    paragraph.textContent = line;
    text.append(paragraph);
  }
  new Popup({ closeButton: false }).setLngLat(lngLat).setDOMContent(text).addTo(target);
}
