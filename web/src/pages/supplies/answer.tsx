// What is answered to a request: not possible, and why; accepted or sent, and where it comes from.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { refusalValues, sourceValues } from '../../api/schema';
import { label, t } from '../../i18n';
import { Select, TextField } from '../../ui/field';
import { Waiting } from '../../ui/note';
import { options, said } from '../../ui/words';
import { goodsUnit } from './goods';

type Request = Schemas['SupplyRequest'];
type Stage = Schemas['Stage'];
export type Saying = Partial<Omit<Schemas['NewRequestEvent'], 'key' | 'stage'>>;

export function Refuse(props: { busy: boolean; onSay: (more: Saying) => unknown }) {
  const refusal = useSignal<string>('');
  const reason = useSignal('');
  const tried = useSignal(false);
  const needsWords = refusal.value === 'other';
  const wordless = said(reason.value) == null;

  function submit(event: Event): void {
    event.preventDefault();
    tried.value = true;
    if (refusal.value === '' || (needsWords && wordless)) return;
    void props.onSay({
      refusal: refusal.value as Schemas['Refusal'],
      reason: said(reason.value),
    });
  }

  return (
    <form class="form receive" onSubmit={submit}>
      <Select
        label={t('request-refusal')}
        required
        empty={t('order-choose')}
        error={tried.value && refusal.value === '' ? t('request-refusal-missing') : undefined}
        value={refusal.value}
        options={options('refusal', refusalValues)}
        onChange={(value) => (refusal.value = value)}
      />
      <TextField
        label={t('request-reason')}
        required={needsWords}
        hint={t('request-reason-hint')}
        error={tried.value && needsWords && wordless ? t('request-reason-missing') : undefined}
        value={reason.value}
        onInput={(value) => (reason.value = value)}
      />
      <button type="submit" class="button button-main" disabled={props.busy}>
        {label('say', 'rejected')}
      </button>
    </form>
  );
}

export function Cancel(props: { busy: boolean; onSay: (more: Saying) => unknown }) {
  const reason = useSignal('');

  function submit(event: Event): void {
    event.preventDefault();
    void props.onSay({ reason: said(reason.value) });
  }

  return (
    <form class="form receive" onSubmit={submit}>
      <TextField
        label={t('request-reason')}
        autoFocus
        value={reason.value}
        onInput={(value) => (reason.value = value)}
      />
      <button type="submit" class="button button-main" disabled={props.busy}>
        {label('say', 'cancelled')}
      </button>
    </form>
  );
}

/** Whoever accepts may leave open where it comes from; whoever ships says when it arrives too. */
export function Send(props: {
  stage: 'accepted' | 'sourcing' | 'shipped';
  request: Request;
  busy: boolean;
  onSay: (stage: Stage, more: Saying) => unknown;
}) {
  const { stage, request } = props;
  const told = request.sources[0];
  const source = useSignal<string>(told?.source ?? '');
  const offer = useSignal(told?.offer ?? '');
  const expected = useSignal('');
  const carrier = useSignal('');
  const tried = useSignal(false);
  const lacksOffer = source.value === 'offer' && offer.value === '';

  function submit(event: Event): void {
    event.preventDefault();
    tried.value = true;
    if (lacksOffer) return;
    const isTold = source.value === 'stock' && told?.source === 'stock';
    void props.onSay(stage, {
      source: source.value === '' ? null : (source.value as Schemas['Source']),
      source_place: isTold ? (told.place ?? null) : null,
      offer: source.value === 'offer' ? offer.value : null,
      expected_at: expected.value === '' ? null : new Date(expected.value).getTime(),
      carrier: said(carrier.value),
    });
  }

  return (
    <form class="form receive" onSubmit={submit}>
      <Select
        label={t('request-source')}
        empty={t('request-source-unsaid')}
        value={source.value}
        options={options('source', sourceValues)}
        onChange={(value) => (source.value = value)}
      />
      {source.value === 'offer' && (
        <WhichOffer
          request={request}
          value={offer.value}
          error={tried.value && lacksOffer ? t('request-offer-missing') : undefined}
          onChange={(value) => (offer.value = value)}
        />
      )}
      {stage === 'shipped' && (
        <>
          <TextField
            label={t('request-expected')}
            type="datetime-local"
            value={expected.value}
            onInput={(value) => (expected.value = value)}
          />
          <TextField
            label={t('request-carrier')}
            value={carrier.value}
            onInput={(value) => (carrier.value = value)}
          />
        </>
      )}
      <button type="submit" class="button button-main" disabled={props.busy}>
        {label('say', stage)}
      </button>
    </form>
  );
}

/** Offers of the same goods by other places than the one that asks. */
function WhichOffer(props: {
  request: Request;
  value: string;
  error: string | undefined;
  onChange: (offer: string) => void;
}) {
  const { request } = props;
  const offers = useResource(() => take(api.GET('/api/v1/offers')), ['place', 'city'], '');
  if (offers.data == null) return <Waiting problem={offers.problem} />;
  const fit = offers.data.offers.filter(
    ({ item, place }) => item === request.item && place !== request.place,
  );
  if (fit.length === 0) return <p>{t('request-offer-none')}</p>;
  const words = (offer: Schemas['Offer']): string =>
    t('request-offer-of', {
      place: offer.place_name,
      n: offer.quantity ?? 0,
      unit: goodsUnit(offer.item, offer.unit),
      chosen: offer.chosen_for.length,
    });
  return (
    <Select
      label={t('request-offer')}
      required
      empty={t('order-choose')}
      error={props.error}
      value={props.value}
      options={fit.map((offer) => ({ value: offer.id, text: words(offer) }))}
      onChange={props.onChange}
    />
  );
}

/** Where it comes from, in one line. */
export function sourceInWords(sourced: Schemas['Sourced']): string {
  const what = label('source', sourced.source);
  return sourced.place_name == null
    ? t('request-from', { what })
    : t('request-from-place', { what, place: sourced.place_name });
}
