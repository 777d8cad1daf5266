// What was asked for and what became of it, step by step.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { can, isHq, ownPlace } from '../../session';
import { TextField } from '../../ui/field';
import { Age } from '../../ui/figure';
import { Refusal, SavedTick } from '../../ui/note';
import { whole } from '../../ui/words';
import { steps } from './steps';

type Request = Schemas['SupplyRequest'];

export function RequestList(props: {
  requests: Request[];
  namePlaces: boolean;
  onDone: () => Promise<void>;
}) {
  if (props.requests.length === 0) return <p>{t('supplies-none')}</p>;
  return (
    <ul class="cards">
      {props.requests.map((request) => (
        <li key={request.id} class="card">
          <RequestCard request={request} namePlace={props.namePlaces} onDone={props.onDone} />
        </li>
      ))}
    </ul>
  );
}

function RequestCard(props: { request: Request; namePlace: boolean; onDone: () => Promise<void> }) {
  const { request } = props;
  const mine = isHq.value || request.place === ownPlace.value;
  const may = mine && can('POST /api/v1/places/{place}/requests/{id}/events');
  return (
    <article class="request">
      {props.namePlace && <p class="request-place">{request.place_name}</p>}
      <h3>
        {request.label}{' '}
        <span class="request-amount">
          {t('amount', { n: request.quantity, unit: request.unit })}
        </span>
      </h3>
      <p class="request-facts">
        <span class={`state state-${request.state}`}>{label('request-state', request.state)}</span>
        <span class={`urgency urgency-${request.urgency}`}>
          {label('urgency', request.urgency)}
        </span>
        <Age at={request.age.observed_at} />
        {request.has_clash && <span class="badge badge-warning">{t('clash')}</span>}
      </p>
      {request.delivered > 0 && (
        <p>{t('delivered-of', { n: request.delivered, of: request.quantity })}</p>
      )}
      {request.note != null && <p class="request-note">{request.note}</p>}
      {may && <Steps request={request} onDone={props.onDone} />}
      {request.events.length > 0 && <Timeline request={request} />}
    </article>
  );
}

function Steps(props: { request: Request; onDone: () => Promise<void> }) {
  const { request } = props;
  const receiving = useSignal(false);
  const quantity = useSignal('');
  const wrong = useSignal(false);
  const saved = useSignal(false);
  const saving = useSaving();
  const offered = steps(request.state, isHq.value);

  async function step(step: Schemas['RequestStep'], amount: number | null): Promise<void> {
    const params = { path: { place: request.place, id: request.id } };
    const done = await saving.run((key) =>
      take(
        api.POST('/api/v1/places/{place}/requests/{id}/events', {
          params,
          body: { key, step, quantity: amount },
        }),
      ),
    );
    if (done == null) return;
    receiving.value = false;
    saved.value = true;
    await props.onDone();
  }

  function receive(event: Event): void {
    event.preventDefault();
    const amount = whole(quantity.value);
    wrong.value = amount == null || amount === 0;
    if (!wrong.value) void step('deliver', amount);
  }

  return (
    <>
      <div class="actions">
        {offered.map((one) => (
          <button
            key={one}
            type="button"
            class="button"
            disabled={saving.busy}
            aria-expanded={one === 'deliver' ? receiving.value : undefined}
            onClick={() => {
              saved.value = false;
              if (one !== 'deliver') void step(one, null);
              else {
                quantity.value = String(Math.max(request.quantity - request.delivered, 0));
                receiving.value = !receiving.value;
              }
            }}
          >
            {label('request-step', one)}
          </button>
        ))}
      </div>
      {receiving.value && (
        <form class="form receive" onSubmit={receive}>
          <TextField
            label={t('received-amount', { unit: request.unit })}
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

function Timeline(props: { request: Request }) {
  const { events, unit } = props.request;
  return (
    <details class="more">
      <summary>{t('timeline', { n: events.length })}</summary>
      <ol class="timeline">
        {events.map((event) => (
          <li key={event.id}>
            <strong>{label('request-step', event.step)}</strong>{' '}
            {event.quantity != null && t('amount', { n: event.quantity, unit })}{' '}
            <Age at={event.age.observed_at} /> {event.note}
          </li>
        ))}
      </ol>
    </details>
  );
}
