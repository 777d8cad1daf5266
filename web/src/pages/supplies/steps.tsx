// What this laptop's side may say next of a request, as the node tells it. Goods received are
// counted by the shelter.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { whole } from '../../ui/words';
import { goodsUnit } from './goods';

type Stage = Schemas['Stage'];

export function Steps(props: { request: Schemas['SupplyRequest']; onDone: () => Promise<void> }) {
  const { request } = props;
  const receiving = useSignal(false);
  const quantity = useSignal('');
  const wrong = useSignal(false);
  const saved = useSignal(false);
  const saving = useSaving();

  async function say(stage: Stage, amount: number | null): Promise<void> {
    const params = { path: { place: request.place, id: request.id } };
    const done = await saving.run((key) =>
      take(
        api.POST('/api/v1/places/{place}/requests/{id}/events', {
          params,
          body: { key, stage, quantity: amount },
        }),
      ),
    );
    if (done == null) return;
    receiving.value = false;
    saved.value = true;
    await props.onDone();
  }

  function press(stage: Stage): void {
    saved.value = false;
    if (stage !== 'delivered') {
      void say(stage, null);
      return;
    }
    quantity.value = String(Math.max((request.quantity ?? 0) - request.delivered, 0));
    receiving.value = !receiving.value;
  }

  function receive(event: Event): void {
    event.preventDefault();
    const amount = whole(quantity.value);
    wrong.value = amount == null || amount === 0;
    if (!wrong.value) void say('delivered', amount);
  }

  return (
    <>
      <div class="actions">
        {request.next.map((stage) => (
          <button
            key={stage}
            type="button"
            class="button"
            disabled={saving.busy}
            aria-expanded={stage === 'delivered' ? receiving.value : undefined}
            onClick={() => press(stage)}
          >
            {label('say', stage)}
          </button>
        ))}
      </div>
      {receiving.value && (
        <form class="form receive" onSubmit={receive}>
          <TextField
            label={t('received-amount', { unit: goodsUnit(request.item, request.unit) })}
            inputMode="numeric"
            autoFocus
            error={wrong.value ? t('quantity-missing') : undefined}
            value={quantity.value}
            onInput={(value) => (quantity.value = value)}
          />
          <button type="submit" class="button button-main" disabled={saving.busy}>
            {t('save')}
          </button>
        </form>
      )}
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
    </>
  );
}
