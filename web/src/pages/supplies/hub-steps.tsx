// At which hub goods arrived, and from which hub they go on: always with how many, since what lies
// at a hub is reckoned from these words alone.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { label, t } from '../../i18n';
import { Select, TextField, type Option } from '../../ui/field';
import { Waiting } from '../../ui/note';
import { whole } from '../../ui/words';
import type { Saying } from './answer';
import { goodsUnit } from './goods';

type Request = Schemas['SupplyRequest'];

/** Where nobody listed a hub, arriving is said without one. */
export function Arrive(props: {
  request: Request;
  busy: boolean;
  onSay: (more: Saying) => unknown;
}) {
  const hubs = useResource(() => take(api.GET('/api/v1/hubs')), ['city'], '');
  if (hubs.data == null) return <Waiting problem={hubs.problem} />;
  const open = hubs.data.hubs.filter(({ closed }) => !closed);
  return (
    <HubStep
      stage="at_hub"
      request={props.request}
      hubs={open.map(({ id, name }) => ({ value: id, text: name }))}
      busy={props.busy}
      onSay={props.onSay}
    />
  );
}

/** From a hub where something of it lies, or from elsewhere. */
export function Leave(props: {
  request: Request;
  busy: boolean;
  onSay: (more: Saying) => unknown;
}) {
  return (
    <HubStep
      stage="out_for_delivery"
      request={props.request}
      hubs={[]}
      busy={props.busy}
      onSay={props.onSay}
    />
  );
}

function HubStep(props: {
  stage: 'at_hub' | 'out_for_delivery';
  request: Request;
  /** To arrive at. */
  hubs: Option[];
  busy: boolean;
  onSay: (more: Saying) => unknown;
}) {
  const { stage, request, hubs } = props;
  const lies = request.hubs;
  const hub = useSignal(hubs.length === 1 ? (hubs[0]?.value ?? '') : '');
  const from = useSignal(stage === 'out_for_delivery' ? (lies[0]?.hub.id ?? '') : '');
  const rest = Math.max((request.quantity ?? 0) - request.delivered, 0);
  const quantity = useSignal(String(stage === 'out_for_delivery' ? (lies[0]?.lies ?? rest) : rest));
  const tried = useSignal(false);
  const unit = goodsUnit(request.item, request.unit);
  const lacksHub = hubs.length > 0 && hub.value === '';
  const amount = whole(quantity.value);
  const isNamed = hub.value !== '' || from.value !== '';
  const lacksAmount = isNamed && (amount == null || amount === 0);

  function submit(event: Event): void {
    event.preventDefault();
    tried.value = true;
    if (lacksHub || lacksAmount) return;
    void props.onSay({
      hub: hub.value === '' ? null : hub.value,
      from_hub: from.value === '' ? null : from.value,
      quantity: isNamed ? amount : null,
    });
  }

  return (
    <form class="form receive" onSubmit={submit}>
      {hubs.length > 0 && (
        <Select
          label={t('hub-which')}
          required
          empty={t('order-choose')}
          error={tried.value && lacksHub ? t('hub-which-missing') : undefined}
          value={hub.value}
          options={hubs}
          onChange={(value) => (hub.value = value)}
        />
      )}
      {lies.length > 0 && (
        <Select
          label={t('hub-from')}
          empty={t('hub-from-elsewhere')}
          value={from.value}
          options={lies.map((at) => ({
            value: at.hub.id,
            text: t('hub-lies-at', { hub: at.hub.name ?? t('unknown'), n: at.lies, unit }),
          }))}
          onChange={(value) => (from.value = value)}
        />
      )}
      {(hubs.length > 0 || lies.length > 0) && (
        <TextField
          label={t('quantity-unit', { unit })}
          inputMode="numeric"
          error={tried.value && lacksAmount ? t('quantity-missing') : undefined}
          value={quantity.value}
          onInput={(value) => (quantity.value = value)}
        />
      )}
      <button type="submit" class="button button-main" disabled={props.busy}>
        {label('say', stage)}
      </button>
    </form>
  );
}
