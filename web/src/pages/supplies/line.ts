// One line of an order as it is typed. Cases times what is in one make the quantity.
import type { Schemas } from '../../api/client';
import { whole } from '../../ui/words';
import { OTHER } from './goods';

export interface Line {
  key: number;
  item: string;
  description: string;
  quantity: string;
  unit: string;
  cases: string;
  perCase: string;
}

let last = 0;

export function lineOf(
  item: string,
  listed: Schemas['Item'] | undefined,
  proposed: number | null | undefined,
): Line {
  return {
    key: ++last,
    item,
    description: '',
    quantity: proposed == null || proposed === 0 ? '' : String(proposed),
    unit: '',
    cases: '',
    perCase: listed?.per_case == null ? '' : String(listed.per_case),
  };
}

/** `null`: nothing that can be asked for has been typed yet. */
export function amountOf(line: Line): number | null {
  const byTheCase = casesOf(line);
  const amount = byTheCase ?? whole(line.quantity);
  return amount == null || amount === 0 ? null : amount;
}

/** What the cases hold, where both numbers are typed. */
export function casesOf(line: Line): number | null {
  const [cases, perCase] = [whole(line.cases), whole(line.perCase)];
  return cases == null || perCase == null ? null : cases * perCase;
}

export function isWhole(line: Line): boolean {
  const named = line.item !== OTHER || line.description.trim() !== '';
  const cases = line.cases === '' || casesOf(line) != null;
  return named && cases && amountOf(line) != null;
}
