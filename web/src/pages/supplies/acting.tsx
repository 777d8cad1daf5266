// 代行: which places act in headquarters' stead; a place's leader takes the duty on and lays it down,
// and while it lasts what was done for requests of others is said here.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { label, t } from '../../i18n';
import { can, isHq, ownPlace, session } from '../../session';
import { Age } from '../../ui/figure';
import { TextField } from '../../ui/field';
import { Refusal, SavedTick, Waiting } from '../../ui/note';
import { said, whole } from '../../ui/words';
import { goodsUnit } from './goods';

type Request = Schemas['SupplyRequest'];
type Stage = Schemas['Stage'];

export function useActing() {
  return useResource(() => take(api.GET('/api/v1/acting')), ['place', 'city'], '');
}

/** Nothing where headquarters is heard and nobody has acted. */
export function Acting(props: { acting: ReturnType<typeof useActing> }) {
  const { acting } = props;
  if (acting.data == null) return <Waiting problem={acting.problem} />;
  const { hq, may_begin, acting: all } = acting.data;
  // Before the ticket there is no headquarters to be silent.
  if (session.value?.node?.provisional === true) return null;
  if (all.length === 0 && !hq.silent) return null;
  const own = all.find((one) => one.own && one.acts === 'on');
  return (
    <section class="no-print" aria-labelledby="acting-head">
      <h2 id="acting-head">{t('acting')}</h2>
      {hq.silent && (
        <p class="bad">
          {hq.last_at == null
            ? t('acting-hq-never')
            : t('acting-hq-silent', { at: moment(hq.last_at), hours: hq.hours })}
        </p>
      )}
      <ul class="cards">
        {all.map((one) => (
          <li key={one.id} class="card">
            <p>
              <strong>{one.place_name}</strong> <span class="state">{label('acts', one.acts)}</span>{' '}
              {one.age != null && <Age at={one.age.observed_at} />}
            </p>
            <p>{t('acting-steps', { n: one.steps })}</p>
            {one.note != null && <p class="request-note">{one.note}</p>}
          </li>
        ))}
      </ul>
      {isHq.value && all.length > 0 && <p class="hint">{t('acting-at-hq')}</p>}
      {(may_begin || own != null) && can('POST /api/v1/acting') && (
        <Duty key={own?.id ?? ''} lasts={own != null} onDone={acting.reload} />
      )}
    </section>
  );
}

/** Taking the duty on, or laying it down. */
function Duty(props: { lasts: boolean; onDone: () => Promise<void> }) {
  const note = useSignal('');
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const words = said(note.value);
    const done = await saving.run((key) =>
      props.lasts
        ? take(api.POST('/api/v1/acting/end', { body: { key, note: words } }))
        : take(api.POST('/api/v1/acting', { body: { key, note: words } })),
    );
    if (done != null) await props.onDone();
  }

  return (
    <form class="form" onSubmit={submit}>
      <p class="hint">{props.lasts ? t('acting-lasts') : t('acting-what')}</p>
      <TextField
        label={t('acting-note')}
        value={note.value}
        onInput={(value) => (note.value = value)}
      />
      <Refusal problem={saving.problem} />
      <button type="submit" class="button" disabled={saving.busy}>
        {props.lasts ? t('acting-end') : t('acting-begin')}
      </button>
    </form>
  );
}

/** What others did for a request in headquarters' stead, and what this place may do as one of them. */
export function Acted(props: { request: Request; onDone: () => Promise<void> }) {
  const { request } = props;
  const unit = goodsUnit(request.item, request.unit);
  return (
    <>
      {request.acting.length > 0 && (
        <ul class="acted">
          {request.acting.map((step) => (
            <li key={step.id} class={step.stands ? undefined : 'ignored'}>
              {t('acted-by', {
                place: step.by_name,
                what: step.stage == null ? t('unknown') : label('stage', step.stage),
              })}{' '}
              {step.quantity != null && t('amount', { n: step.quantity, unit })}{' '}
              {step.age != null && <Age at={step.age.observed_at} />} {step.carrier} {step.note}
              {!step.stands && <span class="badge">{t('acted-past')}</span>}
            </li>
          ))}
        </ul>
      )}
      {request.acting_next.length > 0 &&
        can('POST /api/v1/places/{place}/requests/{id}/acting') && <Act {...props} />}
    </>
  );
}

function Act(props: { request: Request; onDone: () => Promise<void> }) {
  const { request } = props;
  const rest = Math.max((request.quantity ?? 0) - request.delivered, 0);
  const quantity = useSignal(String(rest));
  const carrier = useSignal('');
  const saved = useSignal(false);
  const saving = useSaving();
  const amount = whole(quantity.value);

  async function act(stage: Stage): Promise<void> {
    saved.value = false;
    const params = { path: { place: request.place, id: request.id } };
    const step = { stage, quantity: amount, carrier: said(carrier.value) };
    const done = await saving.run((key) =>
      take(
        api.POST('/api/v1/places/{place}/requests/{id}/acting', {
          params,
          body: { key, ...step },
        }),
      ),
    );
    if (done == null) return;
    saved.value = true;
    await props.onDone();
  }

  return (
    <details class="more no-print">
      <summary>{t('acting-do')}</summary>
      <div class="form">
        <TextField
          label={t('quantity-unit', { unit: goodsUnit(request.item, request.unit) })}
          inputMode="numeric"
          value={quantity.value}
          onInput={(value) => (quantity.value = value)}
        />
        <TextField
          label={t('request-carrier')}
          value={carrier.value}
          onInput={(value) => (carrier.value = value)}
        />
        <div class="actions">
          {request.acting_next.map((stage) => (
            <button
              key={stage}
              type="button"
              class="button"
              disabled={saving.busy}
              onClick={() => void act(stage)}
            >
              {stage === 'at_hub' ? t('acting-here') : label('say', stage)}
            </button>
          ))}
        </div>
        <Refusal problem={saving.problem} />
        {saved.value && <SavedTick />}
      </div>
    </details>
  );
}

/** While this place acts: what others wait for, as far as this laptop can read it. */
export function useOthers(acts: boolean) {
  const others = useResource(
    () => (acts ? take(api.GET('/api/v1/requests')) : Promise.resolve({ requests: [] })),
    ['place', 'city'],
    acts ? 'acts' : '',
  );
  const requests = others.data?.requests.filter(({ place }) => place !== ownPlace.value) ?? [];
  return { requests, reload: others.reload };
}
