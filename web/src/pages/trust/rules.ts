// Which revocation a verdict goes back to, and what a verdict says, in the order in which it is said.
import type { Schemas } from '../../api/client';

type Verdict = Schemas['Verdict'];

/** The one that cuts this log. Where several do, one that headquarters can change comes last. */
export function revocationOf(
  revoked: Schemas['Revoked'][],
  verdict: Verdict,
): Schemas['Revoked'] | undefined {
  const meant = revoked.filter(({ laptops }) =>
    laptops.some(({ node }) => node === verdict.laptop.node),
  );
  return meant.find(({ by_city: byCity }) => byCity) ?? meant[0];
}

export type Said = 'forked' | 'disputed' | 'ruled' | 'cut' | 'held' | 'vouched' | 'unfit';

export function said(verdict: Verdict): Said[] {
  const { forked } = verdict;
  return [
    ...(forked == null ? [] : (['forked', forked.ruled ? 'ruled' : 'disputed'] as const)),
    ...(verdict.cut_after == null ? [] : (['cut'] as const)),
    ...(verdict.held === 0 ? [] : (['held'] as const)),
    ...(verdict.vouched == null ? [] : (['vouched'] as const)),
    ...(verdict.unfit == null ? [] : (['unfit'] as const)),
  ];
}
