// Which files are taken, and what the map is told.
import { describe, expect, test, vi } from 'vitest';
import { baseStyle, cityMap, escaped } from '../src/map/basemap';
import { sorted, titleOf } from '../src/pages/layers/files';
import { about, aboutPhoto, type MapWords } from '../src/map/words';
import { mapped } from '../src/pages/layers/map';
import type { Card } from '../src/pages/layers/tile';

function names(files: File[]): string[] {
  return files.map(({ name }) => name);
}

function files(...all: string[]): File[] {
  return all.map((name) => new File(['x'], name));
}

describe('files that were chosen', () => {
  test('images, packs and what stands beside an image are taken, in the order they came', () => {
    const chosen = sorted(
      files(
        'b.tfw',
        'b.TIF',
        'b.prj',
        'c.tfw',
        '読んで.pdf',
        'a.jpg',
        'a.jgw',
        'a.tfw',
        'd.pmtiles',
      ),
    );
    expect(names(chosen.taken)).toEqual(['b.tfw', 'b.TIF', 'b.prj', 'a.jpg', 'a.jgw', 'd.pmtiles']);
    expect(names(chosen.left)).toEqual(['c.tfw', '読んで.pdf', 'a.tfw']);
    expect(titleOf(chosen)).toBe('b');
    expect(titleOf(sorted(files('a.pdf')))).toBe('');
  });
});

describe('what lies beneath', () => {
  test('no fonts are asked for, and what a city says of its map is text', () => {
    const city = {
      vector: true,
      attribution: '<img src=x> & "me"',
      layers: ['roads', 'water', 'odd'],
    };
    for (const style of [baseStyle(undefined), baseStyle(city)]) {
      expect(style.glyphs).toBeUndefined();
      expect(style.sprite).toBeUndefined();
      expect(style.layers.some(({ type }) => type === 'symbol')).toBe(false);
    }
    const { sources, layers } = baseStyle(city);
    expect(sources['city']).toMatchObject({
      type: 'vector',
      url: `pmtiles://${location.origin}/basemap.pmtiles`,
      attribution: '&lt;img src=x&gt; &amp; &quot;me&quot;',
    });
    const drawn = layers.map(({ id }) => id);
    // Roads over water over everything that has an area.
    expect(drawn.indexOf('city-area-water')).toBeLessThan(drawn.indexOf('city-line-roads'));
    expect(drawn.filter((id) => id.startsWith('city-')).length).toBe(6);
    expect(baseStyle({ ...city, vector: false }).layers.at(-1)).toMatchObject({ type: 'raster' });
  });

  test('a node that does not answer is a city without a map of its own', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError()));
    expect(await cityMap()).toBeUndefined();
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    expect(await cityMap()).toBeUndefined();
    vi.unstubAllGlobals();
    expect(escaped('© a')).toBe('© a');
  });
});

test('what a mapper drew says what is told of it, and nothing else', () => {
  const told = {
    'musubi:title': '家',
    'musubi:author': '会',
    'musubi:made_at': '2026-01-09T09:03:20Z',
  };
  expect(about({ ...told, building: 'yes' })).toEqual([
    '家',
    '会',
    expect.stringContaining('2026'),
  ]);
  expect(about({ 'musubi:author': 7 })).toEqual([]);
});

test('a photo says when, which way and how high, as far as it knows', () => {
  const words = { direction: '向き', height: '高さ' } as MapWords;
  const all = { taken: '2024-01-09T18:00:00+09:00', direction_deg: 90.4, height_m: 61.2 };
  expect(aboutPhoto(all, words)).toEqual(['2024-01-09 18:00:00+09:00', '向き 90°', '高さ 61 m']);
  expect(aboutPhoto({ taken: 7, direction_deg: 0 }, words)).toEqual(['向き 0°']);
});

describe('the map of the desk', () => {
  const card = {
    id: '01ARYZ6S41TSV4RRFFQ69G5FAV',
    state: 'draft',
    held: true,
    bounds: [130, 32, 131, 33],
    zooms: [12, 20],
    moved_cm: null,
    words: { title: '校区', provider: '消防', licence: null },
    mapped: [{ id: 'A', held: true }],
  } as unknown as Card;

  test('what lies here is drawn from the own listener, drafts too', () => {
    const [layer] = mapped([card]);
    expect(layer?.picture?.tiles).toEqual([
      `${location.origin}/api/v1/layers/${card.id}/tiles/{z}/{x}/{y}?moved=`,
    ]);
    expect(layer?.picture?.zooms).toEqual([12, 20]);
    expect(layer).toMatchObject({ bounds: [130, 32, 131, 33], credit: '© 消防' });
    expect(layer?.photos).toBeUndefined();
    expect(layer?.given).toBe(`/api/v1/layers/${card.id}/mapped.geojson?of=A-true`);
    const [again] = mapped([{ ...card, moved_cm: [300, -200] }]);
    expect(again?.picture?.tiles[0]).toMatch(/moved=300,-200$/);
  });

  test('photos are points and have no tiles', () => {
    const [layer] = mapped([{ ...card, photos: 12, zooms: null }]);
    expect(layer?.photos).toBe(`/api/v1/layers/${card.id}/photos.geojson`);
    expect(layer?.picture).toBeUndefined();
  });

  test('what was withdrawn, lies elsewhere or has no place is not', () => {
    expect(mapped([{ ...card, state: 'withdrawn' }])).toEqual([]);
    expect(mapped([{ ...card, held: false }])).toEqual([]);
    expect(
      mapped([
        { ...card, bounds: null },
        { ...card, zooms: null },
      ]),
    ).toEqual([]);
  });
});
