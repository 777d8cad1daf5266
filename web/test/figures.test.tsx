import { render, screen } from '@testing-library/preact';
import { describe, expect, test } from 'vitest';
import { age, fromLocalInput, localInput, now } from '../src/clock';
import { chooseLanguage } from '../src/i18n';
import { stockRows } from '../src/pages/supplies/stock';
import { silentFirst } from '../src/pages/staff/roster';
import { matching } from '../src/pages/place/picker';
import { Count, Figure } from '../src/ui/figure';
import { whole } from '../src/ui/words';
import { parse } from '../src/router';

const NOW = Date.UTC(2026, 10, 23, 3, 0);
const MINUTE = 60_000;

describe('figures', () => {
  test('unknown is said and is never 0', () => {
    const { container } = render(<Count value={null} />);
    expect(container.textContent).toBe('不明');
    expect(render(<Count value={0} />).container.textContent).toBe('0');
  });

  test('a known figure shows its age, an unknown one none', () => {
    render(<Figure name="a" value={3} at={now.peek() - 5 * MINUTE} />);
    expect(screen.getByText('5分前')).toBeTruthy();
    const { container } = render(<Figure name="b" value={null} at={null} />);
    expect(container.querySelector('.age')).toBeNull();
  });

  test('ages are told in the unit that fits, in both languages', () => {
    const told = (minutes: number) => age(NOW - minutes * MINUTE, NOW).text;
    expect([0, 59, 60, 1439, 1440].map(told)).toEqual([
      'たった今',
      '59分前',
      '1時間前',
      '23時間前',
      '1日前',
    ]);
    chooseLanguage('en');
    expect([1440, 2880].map(told)).toEqual(['1 day ago', '2 days ago']);
  });

  test('a figure from the future is never fresh', () => {
    expect(age(NOW + 3 * MINUTE, NOW)).toEqual({ text: '時刻未確認', band: 'unconfirmed' });
    expect(age(NOW + MINUTE, NOW).band).toBe('fresh');
  });

  test('a time typed reads back as it was shown', () => {
    expect(fromLocalInput(localInput(NOW))).toBe(NOW);
    expect(fromLocalInput('')).toBeUndefined();
  });

  test('whole numbers are taken in any width, and nothing is not 0', () => {
    expect([whole('12'), whole('１２'), whole('0')]).toEqual([12, 12, 0]);
    expect([whole(''), whole('-1'), whole('1.5'), whole('x')]).toEqual([null, null, null, null]);
  });
});

describe('lists', () => {
  test('goods that nobody counted are in the stock list as unknown', () => {
    const item = { code: 'food', basic: true };
    const held = {
      item: 'bed',
      label: '段ボールベッド',
      unit: '台',
      count: 2,
      uncertain: false,
      also: [],
      meanwhile: 0,
    };
    expect(stockRows([item], [held])).toEqual([
      { code: 'food', name: '食料', unit: '食', held: undefined },
      { code: 'bed', name: '段ボールベッド', unit: '台', held },
    ]);
  });

  test('the silent stand first in the roster, then the longest unheard', () => {
    const member = (number: string, at?: number) => ({
      number,
      name: number,
      department: '',
      report:
        at == null
          ? null
          : { age: { observed_at: at, recorded_at: at, age_s: 0, time_uncertain: false } },
    });
    const order = silentFirst([member('1', 20), member('2', 10), member('4'), member('3')]);
    expect(order.map(({ number }) => number)).toEqual(['3', '4', '2', '1']);
  });

  test('places are found by every word, in any width', () => {
    const unknown = { value: null, age: null };
    const place = (id: string, name: string, address: string) => ({
      id,
      name,
      address,
      hq: false,
      own: false,
      registered: true,
      has_clash: false,
      in_shelter: unknown,
      households: unknown,
      outside_known: unknown,
    });
    const places = [place('a', '第一中学校', '松江城町'), place('b', '第２中学校', '鏡町')];
    expect(matching(places, '中学校 鏡').map(({ id }) => id)).toEqual(['b']);
    expect(matching(places, '第2').map(({ id }) => id)).toEqual(['b']);
    expect(matching(places, '')).toHaveLength(2);
  });

  test('an address names a page and what follows', () => {
    expect(parse('#/reception/household/01AB')).toEqual({
      page: 'reception',
      rest: ['household', '01AB'],
    });
    expect(parse('')).toEqual({ page: '', rest: [] });
    expect(parse('#/%E0%A4%A/x')).toEqual({ page: '%E0%A4%A', rest: ['x'] });
  });
});
