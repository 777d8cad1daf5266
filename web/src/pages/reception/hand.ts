// What reception holds in its hand: a card that was scanned and is nobody's yet, and claim codes whose
// registration has not arrived. Both outlive a look at another page and end with the session.
import { effect, signal } from '@preact/signals';
import { api, take } from '../../api/client';
import { session } from '../../session';

/** The number of a card to be tied to the next household that is opened or registered. */
export const cardInHand = signal<string | undefined>(undefined);

export interface Waited {
  /** 控え番号 as it was read. */
  code: string;
  since: number;
  /** The household, once it is here. */
  household: string | undefined;
}

const WAITED_MAX = 20;

/** The newest first. */
export const waited = signal<Waited[]>([]);

effect(() => {
  if (session.value?.me != null) return;
  waited.value = [];
  cardInHand.value = undefined;
});

export function waitFor(code: string, since: number): void {
  const others = waited.value.filter((one) => one.code !== code);
  waited.value = [{ code, since, household: undefined }, ...others].slice(0, WAITED_MAX);
}

export function waitNoMore(code: string): void {
  waited.value = waited.value.filter((one) => one.code !== code);
}

/** Asks for every code that has not arrived; gives those that have now. */
export async function askForWaited(): Promise<Waited[]> {
  const arrived: Waited[] = [];
  for (const { code } of waited.value.filter((one) => one.household == null)) {
    const found = await take(api.POST('/api/v1/households/search', { body: { text: code } })).catch(
      () => undefined,
    );
    const household = found?.code?.household;
    if (household == null) continue;
    const change = (one: Waited): Waited => (one.code === code ? { ...one, household } : one);
    waited.value = waited.value.map(change);
    arrived.push(...waited.value.filter((one) => one.code === code));
  }
  return arrived;
}

const OWN_CARD = /^MC-?[2-9A-HJ-NP-Z]{4}-?[2-9A-HJ-NP-Z]{4}-?[2-9A-HJ-NP-Z]$/;

/** A card of ours that a reader typed into a field of something else. The node checks it. */
export function asOwnCard(text: string): string | undefined {
  const read = text.normalize('NFKC').trim().toUpperCase();
  return OWN_CARD.test(read) ? read : undefined;
}
