// HQ's overview: what is unknown is said and never drawn, and too many people are told in words.
import { render } from '@testing-library/preact';
import { describe, expect, test } from 'vitest';
import type { Schemas } from '../src/api/client';
import { isOver, share } from '../src/pages/overview/crowding';
import { HEIGHT, pieces, scale, WIDTH } from '../src/pages/overview/days';
import { Groups } from '../src/pages/overview/groups';
import { NeverHeard } from '../src/pages/overview/never-heard';
import { Crowding, Lifelines } from '../src/pages/overview/places';
import { Days } from '../src/pages/overview/trend';
import { SilentItem } from '../src/pages/overview/silence';
import { Wall } from '../src/pages/overview/wall';

const NONE: Schemas['Total'] = {
  sum: null,
  known_places: 0,
  unknown_places: 2,
  oldest: null,
  uncertain_places: 0,
};

function place(more: Partial<Schemas['OverviewPlace']>): Schemas['OverviewPlace'] {
  const unknown = { value: null, age: null };
  return {
    id: 'a',
    name: 'a',
    kind: null,
    opening: null,
    opening_age: null,
    in_shelter: unknown,
    households: unknown,
    outside_known: unknown,
    in_shelter_day: unknown,
    in_shelter_night: unknown,
    capacity: null,
    crowding: null,
    lifelines: [],
    needs_care: unknown,
    groups: null,
    registered_staying: null,
    channel: 'mesh',
    open_requests: 0,
    heard_age_s: 60,
    route: null,
    silence: 'heard',
    expected_hours: 12,
    has_clash: false,
    closed: false,
    ...more,
  };
}

function silent(id: string, more: Partial<Schemas['SilentPlace']> = {}): Schemas['SilentPlace'] {
  return {
    id,
    name: id,
    kind: null,
    capacity: null,
    address: null,
    phone: null,
    route: null,
    expected: { hours: 12, set_for: 'nobody' },
    alarm: true,
    seen: null,
    connected: false,
    near: null,
    unplaced: 0,
    ...more,
  };
}

const done = (): Promise<void> => Promise.resolve();

describe('places never heard of', () => {
  test('each is named, with whom to call, and what the register does not say is unknown', () => {
    const told = silent('b', { capacity: 1200, phone: '000-0000' });
    const { container } = render(<NeverHeard places={[silent('a'), told]} onDone={done} />);
    expect(container.querySelector('summary')?.textContent).toContain('2か所');
    const rows = [...container.querySelectorAll('.silent-place')].map((row) => row.textContent);
    expect(rows[0]).toContain('一度も連絡なし');
    expect(rows[0]).toContain('定員 不明 電話 不明');
    expect(rows[1]).toContain('定員 1,200人 000-0000');
    const none = render(<NeverHeard places={[]} onDone={done} />);
    expect(none.container.querySelector('details')).toBeNull();
  });
});

describe('a silent place', () => {
  const text = (more: Partial<Schemas['SilentPlace']>): string => {
    const { container } = render(<SilentItem place={silent('a', more)} onDone={done} />);
    return container.textContent;
  };

  test('an unknown route and an unknown position are said', () => {
    const unknown = text({ route: { by: 'unknown', said_at: 1, came_at: null } });
    expect(unknown).toContain('経路 不明');
    expect(unknown).toContain('緯度・経度が台帳にない');
    expect(text({ near: [] })).toContain('位置の分かる場所はありません');
  });

  test('who could carry is told with distance and phone, and who is nowhere is counted', () => {
    const near = [
      { id: 'b', name: '北', metres: 1_112, phone: '000-1111', said_at: 1 },
      { id: 'c', name: '南', metres: 640, phone: null, said_at: 1 },
    ];
    const told = text({ near, unplaced: 2 });
    expect(told).toContain('北 1.1 km 000-1111');
    expect(told).toContain('南 640 m 電話 不明');
    expect(told).toContain('2か所');
  });

  test('who was asked to look is told, also when the time for it is over', () => {
    const seen = { at: 1, until: 2, asked: '消防団', note: '北の道', by: null };
    expect(text({ alarm: false, seen })).toContain('連絡がなければ、また知らせます');
    const over = text({ seen });
    expect(over).toContain('「消防団」へ確認を頼みました');
    expect(over).toContain('その後も連絡がありません');
  });
});

describe('crowding', () => {
  test('without people or capacity there is no share, and nobody is over', () => {
    for (const [people, capacity] of [
      [null, 100],
      [90, null],
      [90, 0],
    ] as const) {
      expect(share(people, capacity)).toBeUndefined();
    }
    expect(isOver(90, null) || isOver(null, 90)).toBe(false);
    expect(share(0, 100)).toBe(0);
  });

  test('one too many is over, in words', () => {
    expect([share(1000, 1000), share(1001, 1000)]).toEqual([100, 101]);
    expect([isOver(100, 100), isOver(101, 100)]).toEqual([false, true]);
    const over = render(
      <Crowding place={place({ capacity: 100, in_shelter: { value: 130, age: null } })} />,
    );
    expect(over.container.textContent).toContain('定員超過');
    const unknown = render(<Crowding place={place({ in_shelter: { value: 130, age: null } })} />);
    expect(unknown.container.textContent).toBe('定員 不明');
  });
});

describe('lifelines', () => {
  test('what nobody spoke of is unknown', () => {
    expect(render(<Lifelines lifelines={[]} />).container.textContent).toBe('不明');
  });
});

describe('groups', () => {
  test('no list is unknown, and nobody noted is 0', () => {
    const none = { of_lists: null, listed_places: 0, unlisted_places: 2, counted_once: 0 };
    const { container } = render(<Groups groups={none} counted={NONE} />);
    expect([...container.querySelectorAll('.figure dd > .unknown')]).toHaveLength(2);
    const needs = [{ need: 'infant' as const, people: 0 }];
    const of_lists = { people: 9, noted: 0, unnoted: 9, needs };
    const listed = render(
      <Groups
        groups={{ of_lists, listed_places: 1, unlisted_places: 0, counted_once: 0 }}
        counted={NONE}
      />,
    );
    expect(listed.container.querySelector('.need-counts')?.textContent).toBe('乳幼児 0人');
    expect(listed.container.textContent).toContain('名簿 9人のうち記載なし 9人');
  });
});

describe('trend', () => {
  test('the line breaks at a day without a number', () => {
    const found = pieces([10, 20, null, 5, undefined], 20);
    expect(found.map((piece) => piece.length)).toEqual([2, 1]);
    for (const { x, y } of found.flat()) {
      expect(x >= 0 && x <= WIDTH && y >= 0 && y <= HEIGHT).toBe(true);
    }
    expect(pieces([null, null], 10)).toEqual([]);
  });

  test('the top is a round number that no day passes', () => {
    expect([[], [null], [7], [95], [101], [2000]].map(scale)).toEqual([10, 10, 10, 100, 200, 2000]);
  });

  test('the table says the same as the picture, the newest day first, and unknown in words', () => {
    const sum = (value: number | null) => ({ sum: value, known_places: 1, unknown_places: 1 });
    const day = (name: string, value: number | null, is_today: boolean) => ({
      day: name,
      is_today,
      in_shelter: sum(value),
      outside_known: sum(null),
    });
    const days = [day('2026-11-25', 120, false), day('2026-11-26', null, true)];
    const { container } = render(<Days trend={{ days, uncertain_counts: 1 }} />);
    const rows = [...container.querySelectorAll('tbody tr')].map((row) => row.textContent);
    expect(rows[0]).toMatch(/^2026-11-26今日（途中）不明/);
    expect(rows[1]).toMatch(/^2026-11-25120/);
    const picture = container.querySelector('svg');
    expect(picture?.getAttribute('aria-label')).toContain('2026-11-25から2026-11-26まで');
    expect(picture?.querySelectorAll('circle')).toHaveLength(1);
  });
});

describe('the wall', () => {
  test('alarms are one number, and each row that is one says so', () => {
    const total = { ...NONE };
    const requests = {
      all: {
        urgency: null,
        open: 0,
        under_6_hours: 0,
        under_1_day: 0,
        under_3_days: 0,
        older: 0,
        time_uncertain: 0,
        late: 0,
        oldest: null,
      },
      by_urgency: [],
      known_places: 0,
      unknown_places: 0,
    };
    const overview: Schemas['Overview'] = {
      now: 0,
      in_shelter: total,
      households: total,
      outside_known: total,
      needs_care: total,
      groups: { of_lists: null, listed_places: 0, unlisted_places: 0, counted_once: 0 },
      silence: {
        alarms: 3,
        never_heard: 1,
        seen: 2,
        for_all: { hours: 6, set_for: 'all' },
        next_alarm_at: null,
        places: [],
      },
      places: [place({ silence: 'alarm' }), place({ id: 'b', silence: 'heard' })],
      never_heard: [],
      open_requests: 0,
      requests,
    };
    const { container } = render(<Wall overview={overview} />);
    expect(container.querySelector('dd.bad')?.textContent).toContain('2か所');
    expect(container.querySelector('dd.bad')?.textContent).toContain('確認を頼んだ場所 2か所');
    const rows = [...container.querySelectorAll('tbody tr')];
    const badges = rows.map((row) => row.querySelector('.badge')?.textContent);
    expect(badges).toEqual(['連絡なし', undefined]);
  });
});
