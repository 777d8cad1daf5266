// Which steps this laptop offers for a request. The node decides; this keeps buttons few.
import type { Schemas } from '../../api/client';

type State = Schemas['RequestState'];
type Step = Schemas['RequestStep'];

/** Received goods are said by the shelter, never by the sender. */
const SHELTER: Partial<Record<State, Step[]>> = {
  submitted: ['deliver', 'cancel'],
  accepted: ['deliver', 'cancel'],
  sourcing: ['deliver', 'cancel'],
  shipped: ['deliver'],
  at_hub: ['deliver'],
  out_for_delivery: ['deliver'],
  partly_delivered: ['deliver', 'close'],
  delivered: ['close'],
  rejected: ['close'],
};

const HQ: Partial<Record<State, Step[]>> = {
  submitted: ['accept', 'reject'],
  accepted: ['source', 'ship', 'reject'],
  sourcing: ['ship', 'reject'],
  shipped: ['arrive_at_hub', 'send_out'],
  at_hub: ['send_out'],
  partly_delivered: ['ship', 'send_out'],
};

export function steps(state: State, atHq: boolean): Step[] {
  return (atHq ? HQ : SHELTER)[state] ?? [];
}
