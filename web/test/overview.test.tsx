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
import { SILENT_S, silentCount } from '../src/pages/overview/wall';

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
    has_clash: false,
    closed: false,
    ...more,
  };
}

function named(id: string): Schemas['NeverHeard'] {
  return { id, name: id, kind: null, capacity: null, phone: null };
}

describe('places never heard of', () => {
  test('each is named, with whom to call, and what the register does not say is unknown', () => {
    const told = { ...named('b'), capacity: 1200, phone: '000-0000' };
    const { container } = render(<NeverHeard places={[named('a'), told]} />);
    expect(container.querySelector('summary')?.textContent).toContain('2か所');
    const rows = [...container.querySelectorAll('li')].map((row) => row.textContent);
    expect(rows).toEqual(['a 定員 不明 電話 不明', 'b 定員 1,200人 000-0000']);
    expect(render(<NeverHeard places={[]} />).container.querySelector('details')).toBeNull();
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
    const none = { of_lists: null, listed_places: 0, unlisted_places: 2 };
    const { container } = render(<Groups groups={none} counted={NONE} />);
    expect([...container.querySelectorAll('.figure dd > .unknown')]).toHaveLength(2);
    const needs = [{ need: 'infant' as const, people: 0 }];
    const of_lists = { people: 9, noted: 0, unnoted: 9, needs };
    const listed = render(
      <Groups groups={{ of_lists, listed_places: 1, unlisted_places: 0 }} counted={NONE} />,
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
  test('closed places are not silent; those never heard of are', () => {
    const places = [
      place({ heard_age_s: null }),
      place({ heard_age_s: SILENT_S }),
      place({ heard_age_s: SILENT_S - 1 }),
      place({ heard_age_s: null, closed: true }),
    ];
    const never_heard = [named('a'), named('b'), named('c')];
    const overview = { places, never_heard } as Schemas['Overview'];
    expect(silentCount(overview)).toBe(5);
  });
});
