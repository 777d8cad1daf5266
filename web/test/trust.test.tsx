import { fireEvent, render, screen } from '@testing-library/preact';
import { describe, expect, test, vi } from 'vitest';
import type { Schemas } from '../src/api/client';
import { serialOf } from '../src/pages/tickets/serial';
import { RevokedList } from '../src/pages/trust/revoked';
import { revocationOf, said } from '../src/pages/trust/rules';
import { VerdictWords } from '../src/pages/trust/verdict';

const laptop = {
  node: 'ab'.repeat(32),
  place_name: '東小学校',
  letter: 'B',
  role: 'shelter',
  serial: '0'.repeat(16),
};

function verdict(more: Partial<Schemas['Verdict']>): Schemas['Verdict'] {
  return {
    log: '1',
    kind: 'people',
    owner: '2',
    owner_name: '東小学校',
    laptop,
    entries: 9,
    changed_at: null,
    held: 0,
    cut_after: null,
    forked: null,
    vouched: null,
    unfit: null,
    ...more,
  };
}

function revoked(more: Partial<Schemas['Revoked']>): Schemas['Revoked'] {
  return {
    node: null,
    serial: laptop.serial,
    by_city: false,
    laptops: [laptop],
    decided_at: null,
    decided_by: null,
    logs_standing: 3,
    held: 2,
    vouched: 1,
    void: 0,
    could_read: [],
    places_closed: 266,
    renewed: true,
    ...more,
  };
}

const branches = [
  { leaf: '1', entries: 3, followed: true },
  { leaf: '2', entries: 5, followed: false },
];

describe('verdicts', () => {
  test('each thing that was found is said once, and nothing else', () => {
    expect(said(verdict({}))).toEqual([]);
    expect(said(verdict({ cut_after: 6, held: 3 }))).toEqual(['cut', 'held']);
    const vouched = { entries: 1, last_at: null, records: [], more: false };
    expect(said(verdict({ cut_after: 6, held: 2, vouched }))).toEqual(['cut', 'held', 'vouched']);
    expect(said(verdict({ unfit: 4 }))).toEqual(['unfit']);
    expect(said(verdict({ forked: { common: 1, branches, ruled: false } }))).toEqual([
      'forked',
      'disputed',
    ]);
    expect(said(verdict({ forked: { common: 1, branches, ruled: true } }))).toEqual([
      'forked',
      'ruled',
    ]);
  });

  test('it names the laptop, the document and the numbers, and lists every vouched record', () => {
    const records = [
      { id: '01ARYZ6S41TSV4RRFFQ69G5FAV', table: 'household', recorded_at: 0 },
      { id: '01ARYZ6S41TSV4RRFFQ69G5FAW', table: 'stay', recorded_at: null },
    ];
    const vouched = { entries: 2, last_at: 0, records, more: false };
    const { container } = render(
      <VerdictWords verdict={verdict({ cut_after: 5, held: 2, vouched })} heading="h3" />,
    );
    expect(container.querySelector('h3')?.textContent).toBe(
      '東小学校 端末 B: 避難者の記録 東小学校',
    );
    expect(container.textContent).toContain('9件のうち先頭の 5件');
    expect(container.textContent).toContain('2件を保留');
    expect(container.querySelectorAll('details li')).toHaveLength(2);
  });

  test('only the city changes what the city said, even where headquarters revoked too', () => {
    const both = [revoked({}), revoked({ node: laptop.node, by_city: true })];
    expect(revocationOf(both, verdict({}))?.by_city).toBe(true);
    const foreign = revoked({ laptops: [{ ...laptop, node: 'cd' }] });
    expect(revocationOf([foreign], verdict({}))).toBeUndefined();
  });
});

describe('revocations', () => {
  const saving = {
    busy: false,
    problem: undefined,
    field: () => undefined,
    run: vi.fn(),
    clear: vi.fn(),
  };

  test('taking one back is asked for twice', () => {
    const decide = vi.fn(() => Promise.resolve(true));
    render(<RevokedList revoked={[revoked({})]} saving={saving} decide={decide} />);
    fireEvent.click(screen.getByText('失効を取り消す'));
    expect(decide).not.toHaveBeenCalled();
    fireEvent.click(screen.getByText('取り消す'));
    expect(decide).toHaveBeenCalledWith({ decide: 'lift', node: null, serial: laptop.serial });
  });

  test("what the city's key said cannot be taken back here", () => {
    render(<RevokedList revoked={[revoked({ by_city: true })]} saving={saving} decide={vi.fn()} />);
    expect(screen.queryByText('失効を取り消す')).toBeNull();
  });

  test('a serial is read as it stands on paper', () => {
    expect(serialOf(' 0123 4567-89AB cdef ')).toBe('0123456789abcdef');
    expect(serialOf('０１２３４５６７８９ａｂｃｄｅｆ')).toBe('0123456789abcdef');
    expect([serialOf(''), serialOf('0123456789abcdeg'), serialOf('0123456789abcde')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
