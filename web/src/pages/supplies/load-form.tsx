// A vehicle's round: which of the open requests go on it, and in which order its stops come.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { vehicleValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Check, Select, TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { options, said, whole } from '../../ui/words';
import { goodsName, goodsUnit } from './goods';
import { isWholeRound, moved, stopsOf, type Chosen } from './round';

type Request = Schemas['SupplyRequest'];

/** What still has to come. */
const ON: readonly string[] = ['submitted', 'accepted', 'sourcing', 'shipped', 'at_hub'];

/** The rest of what has left in part is what still lies at hubs. */
function toLoad(request: Request): number {
  const lies = request.hubs.reduce((sum, at) => sum + at.lies, 0);
  if (request.stage === 'out_for_delivery') return lies;
  return Math.max((request.quantity ?? 0) - request.delivered, 0);
}

export function LoadForm(props: { requests: Request[]; onDone: () => Promise<void> }) {
  const name = useSignal('');
  const vehicle = useSignal<string>('');
  const departs = useSignal('');
  const pallets = useSignal(false);
  const from = useSignal('');
  const hubs = useResource(() => take(api.GET('/api/v1/hubs')), ['city'], '');
  const chosen = useSignal<Chosen[]>([]);
  const arrivals = useSignal<Record<string, string>>({});
  const tried = useSignal(false);
  const saved = useSignal(false);
  const saving = useSaving();
  const open = props.requests.filter(
    ({ stage, complete, delivered, hubs: at }) =>
      !complete &&
      (ON.includes(stage) || (stage === 'delivered' && delivered > 0) || at.length > 0),
  );
  const stops = stopsOf(chosen.value);
  const isWhole = isWholeRound(chosen.value);

  function choose(request: Request, on: boolean): void {
    saved.value = false;
    const rest = chosen.value.filter(({ id }) => id !== request.id);
    const quantity = String(toLoad(request));
    const { id, place, place_name } = request;
    chosen.value = on ? [...rest, { id, place, name: place_name, quantity }] : rest;
  }

  function setQuantity(id: string, quantity: string): void {
    chosen.value = chosen.value.map((one) => (one.id === id ? { ...one, quantity } : one));
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    tried.value = true;
    if (said(name.value) == null || vehicle.value === '' || !isWhole) return;
    const time = (at: string | undefined): number | null =>
      at == null || at === '' ? null : new Date(at).getTime();
    const load = {
      name: name.value,
      vehicle: vehicle.value as Schemas['Vehicle'],
      departs_at: time(departs.value),
      on_pallets: pallets.value,
      from_hub: from.value === '' ? null : from.value,
      stops: stops.map(({ place, lines }) => ({
        place,
        arrives_at: time(arrivals.value[place]),
        lines: lines.map(({ id, quantity }) => ({ request: id, quantity: whole(quantity) ?? 0 })),
      })),
    };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/loads', { body: { key, ...load } })),
    );
    if (done == null) return;
    saved.value = true;
    tried.value = false;
    chosen.value = [];
    arrivals.value = {};
    name.value = '';
    await props.onDone();
  }

  return (
    <form class="form" onSubmit={submit}>
      <TextField
        label={t('load-name')}
        required
        error={tried.value && said(name.value) == null ? t('load-name-missing') : undefined}
        value={name.value}
        onInput={(value) => (name.value = value)}
      />
      <Select
        label={t('load-vehicle')}
        required
        empty={t('order-choose')}
        error={tried.value && vehicle.value === '' ? t('load-vehicle-missing') : undefined}
        value={vehicle.value}
        options={options(
          'load-vehicle',
          vehicleValues.filter((value) => value !== 'none'),
        )}
        onChange={(value) => (vehicle.value = value)}
      />
      {hubs.data != null && hubs.data.hubs.length > 0 && (
        <Select
          label={t('load-from-hub')}
          empty={t('load-from-here')}
          value={from.value}
          options={hubs.data.hubs.map(({ id, name }) => ({ value: id, text: name }))}
          onChange={(value) => (from.value = value)}
        />
      )}
      <TextField
        label={t('load-departs-at')}
        type="datetime-local"
        value={departs.value}
        onInput={(value) => (departs.value = value)}
      />
      <Check
        label={t('load-pallets')}
        checked={pallets.value}
        onChange={(value) => (pallets.value = value)}
      />
      <fieldset>
        <legend>{t('load-goods')}</legend>
        {open.length === 0 && <p>{t('supplies-none')}</p>}
        {open.map((request) => {
          const one = chosen.value.find(({ id }) => id === request.id);
          const goods = goodsName(request.item, request.label);
          const unit = goodsUnit(request.item, request.unit);
          return (
            <div key={request.id} class="load-choice">
              <Check
                label={t('load-choice', {
                  place: request.place_name,
                  goods,
                  n: toLoad(request),
                  unit,
                })}
                checked={one != null}
                onChange={(on) => choose(request, on)}
              />
              {one != null && (
                <TextField
                  label={t('load-quantity', { goods, unit })}
                  inputMode="numeric"
                  error={
                    tried.value && whole(one.quantity) == null ? t('quantity-missing') : undefined
                  }
                  value={one.quantity}
                  onInput={(value) => setQuantity(request.id, value)}
                />
              )}
            </div>
          );
        })}
      </fieldset>
      {tried.value && !isWhole && <p class="bad">{t('load-goods-missing')}</p>}
      {stops.length > 0 && (
        <fieldset>
          <legend>{t('load-order')}</legend>
          {stops.map(({ place, name: where }, index) => (
            <div key={place} class="load-choice">
              <TextField
                label={t('load-stop-arrives', { n: index + 1, place: where })}
                type="datetime-local"
                value={arrivals.value[place] ?? ''}
                onInput={(value) => (arrivals.value = { ...arrivals.value, [place]: value })}
              />
              {index > 0 && (
                <button
                  type="button"
                  class="button"
                  aria-label={t('load-earlier-of', { place: where })}
                  onClick={() => (chosen.value = moved(chosen.value, place))}
                >
                  {t('load-earlier')}
                </button>
              )}
            </div>
          ))}
        </fieldset>
      )}
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('load-make')}
      </button>
    </form>
  );
}
