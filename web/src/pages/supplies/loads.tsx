// 積込表: what goes onto which vehicle, stop by stop. What contradicts a door stands above the paper's
// link, so that it is read before it is printed.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { label, t } from '../../i18n';
import { can, isHq } from '../../session';
import { Refusal, Waiting } from '../../ui/note';
import { goodsName, goodsUnit } from './goods';
import { LoadForm } from './load-form';

type Load = Schemas['Load'];
type Stop = Schemas['LoadStop'];

/** Of every vehicle, or of those that come to one place. */
export function Loads(props: {
  place: string | undefined;
  requests: Schemas['SupplyRequest'][];
  onDone: () => Promise<void>;
}) {
  const loads = useResource(() => take(api.GET('/api/v1/loads')), ['place', 'city'], '');
  if (loads.data == null) return <Waiting problem={loads.problem} />;
  const { place } = props;

  async function done(): Promise<void> {
    await loads.reload();
    await props.onDone();
  }

  const shown = loads.data.loads.filter(
    ({ stops }) => place == null || stops.some((stop) => stop.place === place),
  );
  const may = place == null && can('POST /api/v1/loads');
  return (
    <>
      {shown.length === 0 && <p>{t('loads-none')}</p>}
      <ul class="cards">
        {shown.map((load) => (
          <li key={load.id} class="card">
            <LoadCard load={load} onDone={done} />
          </li>
        ))}
      </ul>
      {may && (
        <details class="more no-print">
          <summary>{t('load-make')}</summary>
          <LoadForm requests={props.requests} onDone={loads.reload} />
        </details>
      )}
    </>
  );
}

function LoadCard(props: { load: Load; onDone: () => Promise<void> }) {
  const { load } = props;
  const saving = useSaving();
  const prints = can('GET /api/v1/loads/{id}/sheet');

  const hasLeft = load.lines_left > 0;

  async function takeBack(): Promise<void> {
    const params = { path: { id: load.id } };
    const done = await saving.run(() => take(api.POST('/api/v1/loads/{id}/take-back', { params })));
    if (done != null) await props.onDone();
  }

  return (
    <article class="load">
      <h3>
        {load.name} {load.vehicle != null && label('load-vehicle', load.vehicle)}
      </h3>
      <p>
        {t('load-from', {
          place: load.from_hub == null ? load.place_name : (load.from_hub.name ?? t('unknown')),
        })}{' '}
        {load.departs_at != null && t('load-departs', { at: moment(load.departs_at) })}{' '}
        {load.on_pallets && t('load-on-pallets')}
      </p>
      {hasLeft && (
        <p>
          <span class="state state-out_for_delivery">
            {t('load-left', { n: load.lines_left, of: load.lines })}
          </span>
        </p>
      )}
      {load.from_hub?.closed === true && <p class="bad">{t('hub-closed')}</p>}
      {load.from_hub?.against.map((against) => (
        <p key={against} class="bad">
          {label('hub-against', against)}
        </p>
      ))}
      {load.note != null && <p class="request-note">{load.note}</p>}
      <ol class="load-stops">
        {load.stops.map((stop) => (
          <li key={`${stop.number}${stop.place}`}>
            <StopFacts stop={stop} />
          </li>
        ))}
      </ol>
      {load.contradictions > 0 && (
        <p class="bad">{t('load-contradictions', { n: load.contradictions })}</p>
      )}
      {load.unreadable > 0 && <p class="bad">{t('load-unreadable', { n: load.unreadable })}</p>}
      <div class="actions no-print">
        {prints && (
          <a class="button" href={`/api/v1/loads/${load.id}/sheet`} target="_blank" rel="noopener">
            {t('load-print')}
          </a>
        )}
        {load.own && !hasLeft && can('POST /api/v1/loads/{id}/take-back') && (
          <button
            type="button"
            class="button"
            disabled={saving.busy}
            onClick={() => void takeBack()}
          >
            {t('load-take-back')}
          </button>
        )}
      </div>
      {isHq.value && can('POST /api/v1/loads/{id}/depart') && (
        <Leaving load={load} onDone={props.onDone} />
      )}
      <Refusal problem={saving.problem} />
    </article>
  );
}

/** The vehicle left, or did not after all. Nothing is received by that. */
function Leaving(props: { load: Load; onDone: () => Promise<void> }) {
  const { load } = props;
  const told = useSignal<Schemas['Departed'] | undefined>(undefined);
  const saving = useSaving();
  const params = { path: { id: load.id } };

  async function press(run: () => Promise<Schemas['Departed']>): Promise<void> {
    const done = await saving.run(run);
    if (done == null) return;
    told.value = done;
    await props.onDone();
  }

  return (
    <div class="no-print">
      <div class="actions">
        {load.lines_left < load.lines && (
          <button
            type="button"
            class="button"
            disabled={saving.busy}
            onClick={() =>
              void press(() => take(api.POST('/api/v1/loads/{id}/depart', { params })))
            }
          >
            {t('load-depart')}
          </button>
        )}
        {load.lines_left > 0 && (
          <button
            type="button"
            class="button"
            disabled={saving.busy}
            onClick={() =>
              void press(() => take(api.POST('/api/v1/loads/{id}/depart/take-back', { params })))
            }
          >
            {t('load-depart-back')}
          </button>
        )}
      </div>
      {told.value != null && told.value.left_out > 0 && (
        <p role="status" class="bad">
          {t('load-left-out', { n: told.value.left_out })}
        </p>
      )}
      <Refusal problem={saving.problem} />
    </div>
  );
}

function StopFacts(props: { stop: Stop }) {
  const { stop } = props;
  return (
    <>
      <strong>{stop.place_name}</strong>{' '}
      {stop.arrives_at != null && t('load-arrives', { at: moment(stop.arrives_at) })}
      <ul class="load-lines">
        {stop.lines.map((line) => (
          <li key={line.request}>
            {line.item === '' ? t('unknown') : goodsName(line.item, line.label)}{' '}
            {t('amount', { n: line.quantity, unit: goodsUnit(line.item, line.unit) })}
            {line.left !== 'not' && <span class="badge">{label('line-left', line.left)}</span>}
            {line.doubt != null && (
              <span class="badge badge-warning">{label('line-doubt', line.doubt)}</span>
            )}
          </li>
        ))}
      </ul>
      {stop.against.map((against) => (
        <p key={against} class="bad">
          {label('against', against)}
        </p>
      ))}
      {stop.door.delivery_hours != null && (
        <p>{t('load-hours', { hours: stop.door.delivery_hours })}</p>
      )}
      {stop.unsaid.length > 0 && (
        <p class="hint">
          {t('load-unsaid', {
            what: stop.unsaid.map((unsaid) => label('unsaid', unsaid)).join(t('list-comma')),
          })}
        </p>
      )}
    </>
  );
}
