// What was asked for and what became of it, step by step; what is late first.
import { useSignal } from '@preact/signals';
import type { Schemas } from '../../api/client';
import { progressValues } from '../../api/schema';
import { moment } from '../../clock';
import { label, t } from '../../i18n';
import { can, isHq, ownPlace } from '../../session';
import { Age } from '../../ui/figure';
import { Acted } from './acting';
import { sourceInWords } from './answer';
import { goodsName, goodsUnit } from './goods';
import { Steps } from './steps';

type Request = Schemas['SupplyRequest'];
type Progress = Schemas['Progress'];

export function RequestList(props: {
  requests: Request[];
  namePlaces: boolean;
  onDone: () => Promise<void>;
}) {
  const only = useSignal<Progress | undefined>(undefined);
  if (props.requests.length === 0) return <p>{t('supplies-none')}</p>;
  const late = (request: Request): number => (request.late ? 0 : 1);
  const shown = props.requests
    .filter((request) => only.value == null || request.progress === only.value)
    .sort((a, b) => late(a) - late(b));
  return (
    <>
      <div class="actions no-print" role="group" aria-label={t('progress')}>
        {[undefined, ...progressValues].map((progress) => (
          <button
            key={progress ?? 'all'}
            type="button"
            class="button"
            aria-pressed={only.value === progress}
            onClick={() => (only.value = progress)}
          >
            {t('progress-n', {
              what: progress == null ? t('progress-all') : label('progress', progress),
              n: props.requests.filter(
                (request) => progress == null || request.progress === progress,
              ).length,
            })}
          </button>
        ))}
      </div>
      <ul class="cards cards-grid requests">
        {shown.map((request) => (
          <li key={request.id} class="card">
            <RequestCard request={request} namePlace={props.namePlaces} onDone={props.onDone} />
          </li>
        ))}
      </ul>
    </>
  );
}

function RequestCard(props: { request: Request; namePlace: boolean; onDone: () => Promise<void> }) {
  const { request } = props;
  const mine = isHq.value || request.place === ownPlace.value;
  const may = mine && can('POST /api/v1/places/{place}/requests/{id}/events');
  const partly = request.delivered > 0 && !request.complete;
  return (
    <article class="request">
      {props.namePlace && <p class="request-place">{request.place_name}</p>}
      <h3>
        {goodsName(request.item, request.label)}{' '}
        <Amount n={request.quantity} request={request} look="request-amount" />
      </h3>
      {request.cases != null && request.per_case != null && (
        <p>{t('cases-of', { cases: request.cases, n: request.per_case })}</p>
      )}
      <p class="request-facts">
        <span class={`progress progress-${request.progress}`}>
          {label('progress', request.progress)}
        </span>
        <span class={`state state-${partly ? 'partly' : request.stage}`}>
          {partly ? t('stage-partly') : label('stage', request.stage)}
        </span>
        {request.also.map((stage) => (
          <span key={stage} class="state">
            {label('stage', stage)}
          </span>
        ))}
        {request.urgency != null && (
          <span class={`urgency urgency-${request.urgency}`}>
            {label('urgency', request.urgency)}
          </span>
        )}
        <Age at={request.age?.observed_at} />
        {request.late && <span class="badge badge-warning">{t('request-late')}</span>}
        {request.has_clash && <span class="badge badge-warning">{t('clash')}</span>}
      </p>
      {request.due_at != null && <p>{t('request-due', { at: moment(request.due_at) })}</p>}
      {request.refusals.map((refusal) => (
        <p key={refusal}>{t('request-refused', { why: label('refusal', refusal) })}</p>
      ))}
      {request.sources.map((sourced) => (
        <p key={`${sourced.source}${sourced.offer ?? sourced.place ?? ''}`}>
          {sourceInWords(sourced)}
        </p>
      ))}
      {request.delivered > 0 && request.quantity != null && (
        <p>{t('delivered-of', { n: request.delivered, of: request.quantity })}</p>
      )}
      {request.hubs.map((at) => (
        <p key={at.hub.id}>
          {t('hub-lies-at', {
            hub: at.hub.name ?? t('unknown'),
            n: at.lies,
            unit: goodsUnit(request.item, request.unit),
          })}{' '}
          {at.since != null && <Age at={at.since} />}
        </p>
      ))}
      {request.replaced_by != null && <p>{t('request-replaced')}</p>}
      {request.people != null && <p>{t('request-people', { n: request.people })}</p>}
      {request.contact != null && <p>{t('request-contact', { who: request.contact })}</p>}
      {request.note != null && <p class="request-note">{request.note}</p>}
      <Acted request={request} onDone={props.onDone} />
      {may && request.next.length > 0 && <Steps request={request} onDone={props.onDone} />}
      {request.events.length > 0 && <Timeline request={request} />}
    </article>
  );
}

function Amount(props: { n: number | null | undefined; request: Request; look: string }) {
  const { n, request, look } = props;
  if (n == null) return <span class="unknown">{t('unknown')}</span>;
  return (
    <span class={look}>{t('amount', { n, unit: goodsUnit(request.item, request.unit) })}</span>
  );
}

function hubWords(key: 'hub-step-from' | 'hub-step-at', hub: Schemas['HubNamed']): string {
  const name = hub.name ?? t('unknown');
  return key === 'hub-step-at'
    ? t('hub-step-at', { hub: name })
    : t('hub-step-from', { hub: name });
}

function Timeline(props: { request: Request }) {
  const { request } = props;
  return (
    <details class="more">
      <summary>{t('timeline', { n: request.events.length })}</summary>
      <ol class="timeline">
        {request.events.map((event) => (
          <li key={event.id} class={event.ignored || event.taken_back ? 'ignored' : undefined}>
            <strong>{event.stage == null ? t('unknown') : label('stage', event.stage)}</strong>{' '}
            {event.quantity != null && <Amount n={event.quantity} request={request} look="count" />}{' '}
            <Age at={event.age?.observed_at} />{' '}
            {event.expected_at != null && t('request-due', { at: moment(event.expected_at) })}{' '}
            {event.refusal != null && label('refusal', event.refusal)}{' '}
            {event.source != null && sourceInWords(event.source)} {event.carrier} {event.reason}{' '}
            {event.note} {event.from_hub != null && hubWords('hub-step-from', event.from_hub)}{' '}
            {event.hub != null && hubWords('hub-step-at', event.hub)}
            {event.taken_back && <span class="badge">{t('event-taken-back')}</span>}
            {event.ignored && <span class="badge">{t('event-ignored')}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}
