import { fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  fileLink,
  josmLink,
  reachedAt,
  readAddress,
  sayReachedAt,
  webEditors,
  xyz,
} from '../src/pages/layers/address';
import { tilesOf } from '../src/pages/layers/check';
import { shift } from '../src/pages/layers/correct';
import { changed, decimal, draftOf, saysNothing, type Words } from '../src/pages/layers/draft';
import { Facts } from '../src/pages/layers/facts';
import { formatOf, GivenBack } from '../src/pages/layers/given';
import { cameToNothing } from '../src/pages/layers/imports';
import { Links } from '../src/pages/layers/links';
import { Missing } from '../src/pages/layers/one';
import { Fetch, Withdraw } from '../src/pages/layers/steps';
import { holding, overview, type Card } from '../src/pages/layers/tile';
import { session, type Session } from '../src/session';

const AT = 'http://shelter.local:8000';

function words(more: Partial<Words> = {}): Words {
  return {
    title: '校区の写真 1/2',
    note: null,
    captured_at: 1_790_000_000_000,
    captured_until: null,
    provider: '試験市消防',
    contact: 'a@example.jp',
    licence: 'CC-BY-4.0',
    licence_url: null,
    tracing_permitted: true,
    tracing_by: '市長室',
    tracing_at: 1_790_000_000_000,
    tracing_text: 'よい',
    platform: 'uav',
    positioning: 'rtk',
    sensor: null,
    gsd_mm: 25,
    georeference_checked: true,
    ...more,
  };
}

function card(more: Partial<Card> = {}): Card {
  return {
    id: '01ARYZ6S41TSV4RRFFQ69G5FAV',
    own: true,
    state: 'published',
    words: words(),
    age: null,
    bounds: [130.7, 32.8, 130.702, 32.801],
    zooms: [14, 21],
    extension: 'jpg',
    bytes: 1_000,
    held: true,
    parts_held: 1,
    parts: 1,
    fetched: false,
    missing: [],
    people_checked: true,
    offset_cm: null,
    moved_cm: null,
    draft_path: '/drafts/0123456789abcdef',
    being_made: false,
    mapped: [],
    ...more,
  };
}

afterEach(() => vi.unstubAllGlobals());

describe('addresses for mappers', () => {
  test('JOSM is told the name others use, its own blank for the zoom, and the address last', () => {
    expect(josmLink(AT, card())).toBe(
      'http://127.0.0.1:8111/imagery' +
        '?title=%E6%A0%A1%E5%8C%BA%E3%81%AE%E5%86%99%E7%9C%9F%201%2F2&type=tms&min_zoom=14&max_zoom=21' +
        '&url=http%3A%2F%2Fshelter.local%3A8000%2Flayers%2F01ARYZ6S41TSV4RRFFQ69G5FAV%2F%7Bzoom%7D%2F%7Bx%7D%2F%7By%7D.jpg',
    );
    expect(josmLink(AT, card({ extension: 'webp' }))).toMatch(/%7By%7D\.png$/);
  });

  test('a draft is found by its own path alone, and what was withdrawn by none', () => {
    expect(xyz(AT, card())).toBe(`${AT}/layers/${card().id}/{z}/{x}/{y}.jpg`);
    const draft = card({ state: 'draft' });
    expect(xyz(AT, draft)).toBe(`${AT}/drafts/0123456789abcdef/{z}/{x}/{y}.jpg`);
    expect(fileLink(AT, draft, 'pmtiles')).toBe(`${AT}/drafts/0123456789abcdef.pmtiles`);
    expect(fileLink(AT, draft, 'qlr')).toBeUndefined();
    const gone = card({ state: 'withdrawn' });
    expect([xyz(AT, gone), josmLink(AT, gone), fileLink(AT, gone, 'pmtiles')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('editors of the web open it by https alone', () => {
    expect(webEditors(AT, card())).toBeUndefined();
    expect(webEditors('https://layers.example.jp', card({ state: 'draft' }))).toBeUndefined();
    const links = webEditors('https://layers.example.jp', card({ offset_cm: [300, -200] }));
    expect(links?.id).toMatch(/^https:\/\/www\.openstreetmap\.org\/edit\?editor=id#background=/);
    expect(links?.id).toMatch(/&map=19\/32\.80050\/130\.70100&offset=3\.00,-2\.00$/);
    expect(links?.rapid).toMatch(/^https:\/\/rapideditor\.org\/edit#background=custom:https%3A/);
  });

  test('an address is read as people write it, and nothing else is one', () => {
    expect(readAddress(' 192.168.1.10:8000 ')).toBe('http://192.168.1.10:8000');
    expect(readAddress('https://layers.example.jp/layers')).toBe('https://layers.example.jp');
    expect(readAddress('ｈｔｔｐ://10.0.0.2')).toBe('http://10.0.0.2');
    expect(['', 'a b', 'http://', 'ftp://:x'].map(readAddress)).toEqual(Array(4).fill(undefined));
    const before = reachedAt.value;
    expect(sayReachedAt('no address')).toBe(false);
    expect(reachedAt.value).toBe(before);
  });
});

describe('what mappers are offered', () => {
  test('JOSM is a plain link where tracing is permitted, and editors of the web say why not', () => {
    sayReachedAt(AT);
    const { rerender } = render(<Links card={card()} />);
    expect(screen.getByText('JOSM で開く').getAttribute('href')).toBe(josmLink(AT, card()));
    expect(screen.getByText<HTMLButtonElement>('iD で開く').disabled).toBe(true);
    expect(screen.getByText(/https の公開アドレスのときだけ/)).toBeTruthy();
    for (const tracing_permitted of [false, null]) {
      rerender(<Links card={card({ words: words({ tracing_permitted }) })} />);
      expect(screen.queryByText('JOSM で開く')).toBeNull();
      expect(screen.getByText(/描き写しの許可が確かめられていない/)).toBeTruthy();
    }
    sayReachedAt('https://layers.example.jp');
    rerender(<Links card={card()} />);
    expect(screen.getByText('iD で開く').tagName).toBe('A');
  });

  test('where there is no clipboard the address is marked, and people are told', async () => {
    sayReachedAt(AT);
    expect(navigator.clipboard).toBeUndefined();
    render(<Links card={card()} />);
    fireEvent.click(screen.getByText('コピーする'));
    await waitFor(() => screen.getByText(/Ctrl\+C/));
    const input = screen.getByLabelText<HTMLInputElement>('タイルの宛先（XYZ）');
    expect(input.selectionEnd).toBe(xyz(AT, card())?.length);
  });

  test('nothing is offered of what is not on this laptop', () => {
    render(<Links card={card({ held: false })} />);
    expect(screen.queryByText('JOSM で開く')).toBeNull();
    expect(screen.queryByText('PMTiles')).toBeNull();
  });
});

describe('words of a layer', () => {
  test('only what was changed is sent', () => {
    const before = draftOf(words());
    const same = changed(before, { ...before });
    expect(same != null && saysNothing(same)).toBe(true);
    const sent = changed(before, {
      ...before,
      licence: 'ODbL-1.0',
      contact: ' ',
      gsd: '２.５５',
      tracing_permitted: 'no',
    });
    const said = Object.entries(sent ?? {}).filter(([, value]) => value !== null);
    expect(Object.fromEntries(said)).toEqual({
      licence: 'ODbL-1.0',
      contact: '',
      gsd_mm: 26,
      tracing_permitted: false,
    });
  });

  test('a ground resolution that is no number is not sent', () => {
    const before = draftOf(words());
    for (const gsd of ['two', '0', '-1', '1,5']) {
      expect(changed(before, { ...before, gsd })).toBeUndefined();
    }
  });

  test('metres are read in any width and become centimetres', () => {
    expect(decimal('−３.０', 100)).toBe(-300);
    expect(shift('3.0', '2')).toEqual([300, 200]);
    expect(shift('', '-0.05')).toEqual([0, -5]);
    expect([shift('', ''), shift('0', '-0'), shift('3m', '1')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('each thing that is missing is said in words', () => {
    const missing = ['captured_at', 'gsd_mm', 'people_checked'];
    const { container } = render(<Missing card={card({ state: 'draft', missing })} />);
    const said = [...container.querySelectorAll('li')].map((li) => li.textContent);
    expect(said.map((text) => text.split(':')[0])).toEqual([
      '撮影日時',
      '地上分解能',
      '人の写り込みの確認',
    ]);
  });
});

describe('tiles', () => {
  test('a place is in the tile that map programs have it in', () => {
    // Tokyo's station, as every slippy map has it.
    expect(holding(10, 139.767, 35.681)).toEqual({ z: 10, x: 909, y: 403 });
    expect(holding(0, 179.9, -80)).toEqual({ z: 0, x: 0, y: 0 });
    expect(holding(3, -180, 85.06)).toEqual({ z: 3, x: 0, y: 0 });
  });

  test('the picture of a layer is the finest tile that could hold it', () => {
    expect(overview(card())?.z).toBe(17);
    expect(overview(card({ zooms: [14, 16] }))?.z).toBe(16);
    expect(overview(card({ bounds: null }))).toBeUndefined();
  });

  test('a square has its tiles by rows from the north-west', () => {
    const tiles = tilesOf({ zoom: 20, columns: [2, 3], rows: [8, 9] });
    expect(tiles.map(({ x, y }) => `${x} ${y}`)).toEqual(['2 8', '3 8', '2 9', '3 9']);
  });
});

describe('what mappers give back', () => {
  test('a file is known by its ending, and its author is asked for first', () => {
    expect(['a.OSM', 'b.osc', 'c.json', 'd.geojson', 'e.zip', 'osm.txt'].map(formatOf)).toEqual([
      'osm',
      'osc',
      'geojson',
      'geojson',
      undefined,
      undefined,
    ]);
  });

  test('a file that the node would not take is not sent', async () => {
    const rights = ['POST /api/v1/layers/{id}/mapped'];
    session.value = { me: { rights } } as unknown as Session;
    const asked = vi.fn(() => Promise.reject(new Error('nobody answers')));
    vi.stubGlobal('fetch', asked);
    render(<GivenBack card={card()} onDone={() => Promise.resolve()} />);
    fireEvent.input(screen.getByLabelText(/描いた人の名前/), { target: { value: '会' } });
    const large = new File([new Uint8Array(8_388_609)], 'a.osm');
    fireEvent.change(screen.getByLabelText(/ファイル（/), { target: { files: [large] } });
    await waitFor(() => expect(screen.getByText(/大きすぎます/)).toBeTruthy());
    expect(asked).not.toHaveBeenCalled();
  });

  test('each stands with its author, the imagery and the way to fetch it', () => {
    const given = {
      id: '01ARYZ6S41TSV4RRFFQ69G5FAW',
      own: false,
      kind: 'blocked_roads' as const,
      format: 'osm' as const,
      title: 'roads.osm',
      author: 'mapper-1',
      imagery: null,
      made_at: 1_790_000_000_000,
      age: null,
      bytes: 2_100,
      held: true,
    };
    const mapped = [given, { ...given, id: '2', title: 'far.osm', held: false }];
    render(<GivenBack card={card({ mapped })} onDone={() => Promise.resolve()} />);
    expect(screen.getByText('roads.osm').getAttribute('href')).toBe(
      `/api/v1/layers/${card().id}/mapped/${given.id}`,
    );
    expect(screen.getAllByText(/mapper-1（元の写真: この写真地図、3 kB）/)).toHaveLength(2);
    expect(screen.getByText(/far\.osm/).tagName).not.toBe('A');
  });
});

describe('how much of it is here', () => {
  test('a part is told as a part, and what is held elsewhere can be fetched', () => {
    const some = card({ held: false, parts_held: 3, parts: 10 });
    render(<Facts card={some} />);
    expect(screen.getByText(/10部分のうち 3部分（30 %）/)).toBeTruthy();
    const { rerender } = render(<Fetch card={some} onDone={() => Promise.resolve()} />);
    expect(screen.getByText('この端末に取り寄せる')).toBeTruthy();
    rerender(<Fetch card={card({ fetched: true })} onDone={() => Promise.resolve()} />);
    expect(screen.getByRole('status').textContent).toMatch(/取り寄せ中/);
  });
});

describe('steps', () => {
  test('withdrawing is asked for twice', () => {
    const asked = vi.fn(() => Promise.reject(new Error('nobody answers')));
    vi.stubGlobal('fetch', asked);
    render(<Withdraw card={card()} onDone={() => Promise.resolve()} />);
    fireEvent.click(screen.getByText('この写真地図を取り下げる'));
    expect(asked).not.toHaveBeenCalled();
    expect(screen.getByText(/元には戻せません/)).toBeTruthy();
    fireEvent.click(screen.getByText('やめる'));
    expect(screen.queryByText(/元には戻せません/)).toBeNull();
  });

  test('an import that came to nothing names the file and the cure', () => {
    const one = {
      again: false,
      draft_path: '/drafts/0',
      files: ['a.tif', 'b.tif'],
      layer: card().id,
      refused: 'no_crs',
      file: 'b.tif',
    };
    expect(cameToNothing(one)).toMatch(/^b\.tif: 座標系が書かれていません.*\.prj/);
    expect(cameToNothing({ ...one, refused: 'of_a_later_version', file: null })).toContain(
      'of-a-later-version',
    );
  });
});
