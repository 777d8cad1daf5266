// The addresses that mappers' programs take. They lie on the listener for everybody, which other
// computers reach by a name or number that this laptop cannot know: people say it once.
import { signal } from '@preact/signals';
import type { Card } from './tile';

const STORED_AS = 'musubi.layers-at';
/** Where the listener for everybody is, unless somebody configured it elsewhere. */
const USUAL_PORT = 8000;

/** How others reach this laptop; without a slash at its end. */
export const reachedAt = signal(
  localStorage.getItem(STORED_AS) ?? `http://${location.hostname}:${USUAL_PORT}`,
);

/** False: this is no address, and nothing was changed. */
export function sayReachedAt(typed: string): boolean {
  const address = readAddress(typed);
  if (address == null) return false;
  localStorage.setItem(STORED_AS, address);
  reachedAt.value = address;
  return true;
}

/** `192.168.1.5:8000` as well as `https://layers.example.jp/`. */
export function readAddress(typed: string): string | undefined {
  const text = typed.normalize('NFKC').trim();
  if (text === '' || /\s/.test(text)) return undefined;
  const isHttp = /^https?:\/\//i.test(text);
  if (!isHttp && text.includes('://')) return undefined;
  const whole = isHttp ? text : `http://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const { origin, host } = new URL(whole);
  return host === '' ? undefined : origin;
}

export function isPublic(card: Pick<Card, 'state'>): boolean {
  return card.state === 'published' || card.state === 'corrected';
}

/** Of its tiles, without the numbers. A draft is found by its own path alone. */
function folder(at: string, card: Card): string | undefined {
  if (isPublic(card)) return `${at}/layers/${card.id}`;
  return card.state === 'draft' && card.draft_path != null ? `${at}${card.draft_path}` : undefined;
}

/** As iD, Leaflet, MapLibre and QGIS write it. */
export function xyz(at: string, card: Card): string | undefined {
  const from = folder(at, card);
  if (from == null || card.extension == null) return undefined;
  return `${from}/{z}/{x}/{y}.${card.extension}`;
}

/**
 * Opens it in a JOSM that runs on the reader's computer: a plain link, never fetched. JOSM reads no
 * WebP, writes `{zoom}`, and takes all that follows `url=` into the address.
 */
export function josmLink(at: string, card: Card): string | undefined {
  const from = folder(at, card);
  const [first, last] = card.zooms ?? [];
  if (from == null || card.extension == null || first == null || last == null) return undefined;
  const extension = card.extension === 'webp' ? 'png' : card.extension;
  const title = encoded(card.words.title ?? '');
  const url = encoded(`${from}/{zoom}/{x}/{y}.${extension}`);
  return `http://127.0.0.1:8111/imagery?title=${title}&type=tms&min_zoom=${first}&max_zoom=${last}&url=${url}`;
}

/** These editors' pages are https and take pictures by https alone. */
export function webEditors(at: string, card: Card): { id: string; rapid: string } | undefined {
  const tiles = xyz(at, card);
  const [west, south, east, north] = card.bounds ?? [];
  if (!at.startsWith('https://') || tiles == null || !isPublic(card)) return undefined;
  if (west == null || south == null || east == null || north == null) return undefined;
  const [first, last] = card.zooms ?? [];
  if (first == null || last == null) return undefined;
  const [latitude, longitude] = [(south + north) / 2, (west + east) / 2];
  const place = `${Math.max(last - 2, first)}/${latitude.toFixed(5)}/${longitude.toFixed(5)}`;
  const [moveEast, moveNorth] = (card.offset_cm ?? []).map((cm) => (cm / 100).toFixed(2));
  const offset = moveEast == null ? '' : `&offset=${moveEast},${moveNorth ?? '0.00'}`;
  const hash = `#background=custom:${encoded(tiles)}&map=${place}${offset}`;
  return {
    id: `https://www.openstreetmap.org/edit?editor=id${hash}`,
    rapid: `https://rapideditor.org/edit${hash}`,
  };
}

/** The points of a layer of photos. */
export function photosUrl(at: string, card: Card): string | undefined {
  const from = folder(at, card);
  return from == null || card.photos == null ? undefined : `${from}/photos.geojson`;
}

export type FileKind = 'qlr' | 'pmtiles' | 'mbtiles' | 'zip';

/** A draft can be had as PMTiles alone, or as photos. */
export function fileLink(at: string, card: Card, kind: FileKind): string | undefined {
  if (!isPublic(card) && kind !== 'pmtiles' && kind !== 'zip') return undefined;
  const from = folder(at, card);
  return from == null ? undefined : `${from}.${kind}`;
}

/** No more letters stay as they are than the node leaves. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
