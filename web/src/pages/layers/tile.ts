// Which tile shows most of a layer, and where this laptop keeps it.
import type { Schemas } from '../../api/client';

export type Card = Schemas['LayerCard'];

export interface Tile {
  z: number;
  x: number;
  y: number;
}

/** As the map's tiles are cut: Web Mercator, rows from the north. */
export function holding(z: number, longitude: number, latitude: number): Tile {
  const side = 2 ** z;
  const angle = (latitude * Math.PI) / 180;
  const down = (1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2;
  const within = (part: number): number => Math.min(side - 1, Math.max(0, Math.floor(part * side)));
  return { z, x: within((longitude + 180) / 360), y: within(down) };
}

/** The finest tile that could hold all of it, around its middle. `undefined`: nothing is known. */
export function overview({ bounds, zooms }: Pick<Card, 'bounds' | 'zooms'>): Tile | undefined {
  const [west, south, east, north] = bounds ?? [];
  const [first, last] = zooms ?? [];
  if (west == null || south == null || east == null || north == null) return undefined;
  if (first == null || last == null) return undefined;
  const width = Math.max(east - west, north - south);
  let zoom = last;
  while (zoom > first && 360 / 2 ** zoom < width) zoom -= 1;
  return holding(zoom, (west + east) / 2, (south + north) / 2);
}

/** The small picture of a photo, by its number from 0. */
export function photoPath(layer: string, number: number): string {
  return `/api/v1/layers/${encodeURIComponent(layer)}/photos/${number}`;
}

export function tilePath(layer: string, { z, x, y }: Tile): string {
  return `/api/v1/layers/${encodeURIComponent(layer)}/tiles/${z}/${x}/${y}`;
}
