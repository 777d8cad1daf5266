// What this laptop's side may say next of a request, as the node tells it. Goods received are
// counted by the shelter; who refuses says why; who sends says where it comes from and when.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { isHq } from '../../session';
import { Check, TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { whole } from '../../ui/words';
import { Cancel, Refuse, Send, type Saying } from './answer';
import { goodsUnit, OTHER } from './goods';
import { Arrive, Leave } from './hub-steps';

type Request = Schemas['SupplyRequest'];
type Stage = Schemas['Stage'];
/** What is asked before a stage is said; `replaced` sends a new request in its place. */
type Asking = 'delivered' | 'rejected' | 'cancelled' | Sending | OnTheWay | 'replaced';
type Sending = 'accepted' | 'sourcing' | 'shipped';
type OnTheWay = 'at_hub' | 'out_for_delivery';

const SENDING: readonly string[] = ['accepted', 'sourcing', 'shipped'];
const ASKS: readonly string[] = [
  'delivered',
  'rejected',
  'cancelled',
  'at_hub',
  'out_for_delivery',
  ...SENDING,
];

export function Steps(props: { request: Request; onDone: () => Promise<void> }) {
  const { request } = props;
  const asking = useSignal<Asking | undefined>(undefined);
  const saved = useSignal(false);
  const saving = useSaving();
  const replaceable = !isHq.value && request.delivered === 0 && request.progress !== 'done';

  async function finish(done: unknown): Promise<void> {
    if (done == null) return;
    asking.value = undefined;
    saved.value = true;
    await props.onDone();
  }

  async function say(stage: Stage, more: Saying): Promise<void> {
    const params = { path: { place: request.place, id: request.id } };
    const body = { stage, ...more };
    await finish(
      await saving.run((key) =>
        take(
          api.POST('/api/v1/places/{place}/requests/{id}/events', {
            params,
            body: { key, ...body },
          }),
        ),
      ),
    );
  }

  async function replace(quantity: number): Promise<void> {
    const params = { path: { place: request.place } };
    const line = {
      item: request.item,
      description: request.item === OTHER ? (request.label ?? null) : null,
      quantity,
      unit: request.item === OTHER ? (request.unit ?? null) : null,
      replaces: request.id,
    };
    const order = {
      lines: [line],
      urgency: request.urgency ?? ('today' as const),
      needed_by: request.needed_by ?? null,
      people: request.people ?? null,
      contact: request.contact ?? null,
      note: request.note ?? null,
    };
    await finish(
      await saving.run((key) =>
        take(api.POST('/api/v1/places/{place}/orders', { params, body: { key, ...order } })),
      ),
    );
  }

  function press(stage: Stage): void {
    saved.value = false;
    // What lies at no hub leaves by one press.
    const leavesNoHub = stage === 'out_for_delivery' && request.hubs.length === 0;
    if (ASKS.includes(stage) && !leavesNoHub) {
      asking.value = asking.value === stage ? undefined : (stage as Asking);
    } else {
      void say(stage, {});
    }
  }

  return (
    <div class="request-steps no-print">
      <div class="actions">
        {request.next.map((stage) => (
          <button
            key={stage}
            type="button"
            class="button"
            disabled={saving.busy}
            aria-expanded={ASKS.includes(stage) ? asking.value === stage : undefined}
            onClick={() => press(stage)}
          >
            {label('say', stage)}
          </button>
        ))}
        {replaceable && (
          <button
            type="button"
            class="button"
            disabled={saving.busy}
            aria-expanded={asking.value === 'replaced'}
            onClick={() => (asking.value = asking.value === 'replaced' ? undefined : 'replaced')}
          >
            {t('request-replace')}
          </button>
        )}
      </div>
      {asking.value === 'delivered' && (
        <Received request={request} busy={saving.busy} onSay={(more) => say('delivered', more)} />
      )}
      {asking.value === 'rejected' && (
        <Refuse busy={saving.busy} onSay={(more) => say('rejected', more)} />
      )}
      {asking.value === 'cancelled' && (
        <Cancel busy={saving.busy} onSay={(more) => say('cancelled', more)} />
      )}
      {isSending(asking.value) && (
        <Send
          key={asking.value}
          stage={asking.value}
          request={request}
          busy={saving.busy}
          onSay={say}
        />
      )}
      {asking.value === 'at_hub' && (
        <Arrive request={request} busy={saving.busy} onSay={(more) => say('at_hub', more)} />
      )}
      {asking.value === 'out_for_delivery' && (
        <Leave
          request={request}
          busy={saving.busy}
          onSay={(more) => say('out_for_delivery', more)}
        />
      )}
      {asking.value === 'replaced' && (
        <Quantity request={request} busy={saving.busy} onSay={replace} />
      )}
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
    </div>
  );
}

function isSending(asking: Asking | undefined): asking is Sending {
  return asking != null && SENDING.includes(asking);
}

function Received(props: { request: Request; busy: boolean; onSay: (more: Saying) => unknown }) {
  const { request } = props;
  const quantity = useSignal(String(Math.max((request.quantity ?? 0) - request.delivered, 0)));
  const shelved = useSignal(request.item !== OTHER);
  const wrong = useSignal(false);

  function submit(event: Event): void {
    event.preventDefault();
    const amount = whole(quantity.value);
    wrong.value = amount == null || amount === 0;
    if (!wrong.value) void props.onSay({ quantity: amount, to_stock: shelved.value });
  }

  return (
    <form class="form receive" onSubmit={submit}>
      <TextField
        label={t('received-amount', { unit: goodsUnit(request.item, request.unit) })}
        inputMode="numeric"
        autoFocus
        error={wrong.value ? t('quantity-missing') : undefined}
        value={quantity.value}
        onInput={(value) => (quantity.value = value)}
      />
      {request.item !== OTHER && (
        <Check
          label={t('received-to-stock')}
          checked={shelved.value}
          onChange={(value) => (shelved.value = value)}
        />
      )}
      <button type="submit" class="button button-main" disabled={props.busy}>
        {t('save')}
      </button>
    </form>
  );
}

function Quantity(props: {
  request: Request;
  busy: boolean;
  onSay: (quantity: number) => unknown;
}) {
  const { request } = props;
  const quantity = useSignal(String(request.quantity ?? ''));
  const wrong = useSignal(false);

  function submit(event: Event): void {
    event.preventDefault();
    const amount = whole(quantity.value);
    wrong.value = amount == null || amount === 0;
    if (amount != null && amount > 0) void props.onSay(amount);
  }

  return (
    <form class="form receive" onSubmit={submit}>
      <TextField
        label={t('quantity-unit', { unit: goodsUnit(request.item, request.unit) })}
        inputMode="numeric"
        autoFocus
        error={wrong.value ? t('quantity-missing') : undefined}
        value={quantity.value}
        onInput={(value) => (quantity.value = value)}
      />
      <button type="submit" class="button button-main" disabled={props.busy}>
        {t('request-replace')}
      </button>
    </form>
  );
}
