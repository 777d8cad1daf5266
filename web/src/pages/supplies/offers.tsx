// 有り余り: what places have too much of, the nearest first, and for whom headquarters chose it.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { count, label, t } from '../../i18n';
import { can, isHq, ownPlace } from '../../session';
import { Age } from '../../ui/figure';
import { Select, TextField } from '../../ui/field';
import { Refusal, SavedTick, Waiting } from '../../ui/note';
import { said, whole } from '../../ui/words';
import { goodsName, goodsUnit, OTHER } from './goods';

type Offer = Schemas['Offer'];

export function Offers(props: { items: Schemas['Item'][] }) {
  const offers = useResource(() => take(api.GET('/api/v1/offers')), ['place', 'city'], '');
  const may = can('POST /api/v1/places/{place}/offers');
  if (offers.data == null) return <Waiting problem={offers.problem} />;
  return (
    <>
      {offers.data.offers.length === 0 && <p>{t('offers-none')}</p>}
      <ul class="cards cards-grid">
        {offers.data.offers.map((offer) => (
          <li key={offer.id} class="card">
            <OfferCard offer={offer} may={may && offer.own} onDone={offers.reload} />
          </li>
        ))}
      </ul>
      {may && !isHq.value && (
        <details class="more">
          <summary>{t('offer-make')}</summary>
          <OfferForm items={props.items} onDone={offers.reload} />
        </details>
      )}
    </>
  );
}

function OfferCard(props: { offer: Offer; may: boolean; onDone: () => Promise<void> }) {
  const { offer } = props;
  const saving = useSaving();

  async function withdraw(): Promise<void> {
    const params = { path: { place: offer.place, id: offer.id } };
    const done = await saving.run(() =>
      take(api.POST('/api/v1/places/{place}/offers/{id}/withdraw', { params })),
    );
    if (done != null) await props.onDone();
  }

  return (
    <article class="offer">
      <p class="request-place">
        {offer.place_name}{' '}
        {offer.distance_m != null && t('offer-distance', { km: count(kilometres(offer)) })}
      </p>
      <h3>
        {goodsName(offer.item, offer.label)}{' '}
        {offer.quantity != null &&
          t('amount', { n: offer.quantity, unit: goodsUnit(offer.item, offer.unit) })}
      </h3>
      <Age at={offer.age?.observed_at} />
      {offer.note != null && <p class="request-note">{offer.note}</p>}
      {offer.chosen_for.map((chosen, index) => (
        <p key={index}>
          {t('offer-chosen', {
            place: chosen.place_name,
            n: chosen.outstanding,
            unit: goodsUnit(offer.item, offer.unit),
          })}{' '}
          {label('stage', chosen.stage)}
        </p>
      ))}
      {props.may && (
        <button type="button" class="button" disabled={saving.busy} onClick={() => void withdraw()}>
          {t('offer-withdraw')}
        </button>
      )}
      <Refusal problem={saving.problem} />
    </article>
  );
}

function kilometres(offer: Offer): number {
  return Math.round((offer.distance_m ?? 0) / 100) / 10;
}

function OfferForm(props: { items: Schemas['Item'][]; onDone: () => Promise<void> }) {
  const item = useSignal('');
  const description = useSignal('');
  const quantity = useSignal('');
  const note = useSignal('');
  const tried = useSignal(false);
  const saved = useSignal(false);
  const saving = useSaving();
  const isOther = item.value === OTHER;
  const unit = goodsUnit(item.value, props.items.find((one) => one.code === item.value)?.unit);
  const amount = whole(quantity.value);
  const hasAmount = amount != null && amount > 0;
  const named = !isOther || said(description.value) != null;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    tried.value = true;
    if (item.value === '' || !hasAmount || !named) return;
    const params = { path: { place: ownPlace.value } };
    const offer = {
      item: item.value,
      description: isOther ? said(description.value) : null,
      quantity: amount,
      note: said(note.value),
    };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/places/{place}/offers', { params, body: { key, ...offer } })),
    );
    if (done == null) return;
    saved.value = true;
    tried.value = false;
    quantity.value = note.value = description.value = '';
    await props.onDone();
  }

  return (
    <form class="form" onSubmit={submit} onInput={() => (saved.value = false)}>
      <Select
        label={t('item')}
        required
        empty={t('order-choose')}
        error={tried.value && item.value === '' ? t('supplies-item-missing') : undefined}
        value={item.value}
        options={[
          ...props.items.map(({ code, label }) => ({ value: code, text: goodsName(code, label) })),
          { value: OTHER, text: t('order-in-words') },
        ]}
        onChange={(value) => (item.value = value)}
      />
      {isOther && (
        <TextField
          label={t('order-what')}
          required
          error={tried.value && !named ? t('order-what-missing') : undefined}
          value={description.value}
          onInput={(value) => (description.value = value)}
        />
      )}
      <TextField
        label={unit === '' ? t('quantity') : t('quantity-unit', { unit })}
        inputMode="numeric"
        required
        error={tried.value && !hasAmount ? t('quantity-missing') : undefined}
        value={quantity.value}
        onInput={(value) => (quantity.value = value)}
      />
      <TextField label={t('note')} value={note.value} onInput={(value) => (note.value = value)} />
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('offer-make')}
      </button>
    </form>
  );
}
