// 物資拠点: what came to each hub, went on, lies there since when, and is stuck; and the list of hubs
// itself. A hub is no place, and stands in no total of places.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { can, isHq } from '../../session';
import { Age, NumberHead } from '../../ui/figure';
import { Refusal, Waiting } from '../../ui/note';
import { Facts } from './door-fields';
import { goodsName, goodsUnit } from './goods';
import { HubForm } from './hub-form';

type Hub = Schemas['Hub'];
type Goods = Schemas['HubGoods'];

export function Hubs(props: { onDone: () => Promise<void> }) {
  const hubs = useResource(() => take(api.GET('/api/v1/hubs')), ['place', 'city'], '');
  if (hubs.data == null) return <Waiting problem={hubs.problem} />;
  const { known_places, unknown_places } = hubs.data;
  const may = isHq.value && can('POST /api/v1/hubs');
  // Another form for the next hub, empty and folded.
  const ids = hubs.data.hubs.map(({ id }) => id).sort();

  async function done(): Promise<void> {
    await hubs.reload();
    await props.onDone();
  }

  return (
    <>
      <p class="hint">{t('hub-no-place')}</p>
      {hubs.data.hubs.length === 0 && <p>{t('hubs-none')}</p>}
      <ul class="cards">
        {hubs.data.hubs.map((hub) => (
          <li key={hub.id} class="card">
            <HubCard hub={hub} may={may} onDone={done} />
          </li>
        ))}
      </ul>
      {hubs.data.hubs.length > 0 && (
        <p class={unknown_places > 0 ? 'hint bad' : 'hint'}>
          {t('total-parts', { known: known_places, unknown: unknown_places })}
        </p>
      )}
      {may && (
        <details key={ids.join()} class="more no-print">
          <summary>{t('hub-list')}</summary>
          <HubForm hub={undefined} onDone={done} />
        </details>
      )}
    </>
  );
}

function HubCard(props: { hub: Hub; may: boolean; onDone: () => Promise<void> }) {
  const { hub } = props;
  const editing = useSignal(false);
  const lies = hub.goods.some((goods) => goods.lies > 0);
  const facts: [string, string | null | undefined][] = [
    [t('hub-address'), hub.address],
    [t('hub-phone'), hub.phone],
    [t('door-vehicle'), hub.largest_vehicle && label('vehicle', hub.largest_vehicle)],
    [t('door-road'), hub.road_access && label('usable', hub.road_access)],
    [t('hub-hours'), hub.delivery_hours],
    [t('door-unloaders'), hub.unloaders],
    [t('door-forklifts'), hub.forklifts?.toString()],
  ];
  return (
    <article class="hub">
      <h3>
        {hub.name} {hub.closed && <span class="badge badge-warning">{t('hub-closed')}</span>}
        {hub.has_clash && <span class="badge badge-warning">{t('clash')}</span>}
      </h3>
      <p>{hub.kind == null ? t('unknown') : label('hub-kind', hub.kind)}</p>
      {hub.closed && lies && <p class="bad">{t('hub-closed-with-goods')}</p>}
      {hub.goods.length === 0 ? (
        <p>{t('hub-empty')}</p>
      ) : (
        <GoodsTable name={hub.name} goods={hub.goods} />
      )}
      <StuckHere hub={hub} />
      {hub.note != null && <p class="request-note">{hub.note}</p>}
      <details class="more">
        <summary>{t('hub-facts')}</summary>
        <Facts facts={facts} />
      </details>
      {props.may && (
        <>
          <Closing hub={hub} onDone={props.onDone}>
            <button
              type="button"
              class="button"
              aria-expanded={editing.value}
              onClick={() => (editing.value = !editing.value)}
            >
              {t('hub-edit')}
            </button>
          </Closing>
          {editing.value && (
            <HubForm
              hub={hub}
              onDone={async () => {
                editing.value = false;
                await props.onDone();
              }}
            />
          )}
        </>
      )}
    </article>
  );
}

function GoodsTable(props: { name: string; goods: Goods[] }) {
  return (
    <div
      class="table-box"
      tabIndex={0}
      role="group"
      aria-label={t('hub-goods-of', { hub: props.name })}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{t('item')}</th>
            <NumberHead name={t('hub-lies')} />
            <NumberHead name={t('hub-came')} />
            <NumberHead name={t('hub-went-on')} />
          </tr>
        </thead>
        <tbody>
          {props.goods.map((goods) => (
            <GoodsRow key={`${goods.item} ${goods.label} ${goods.unit}`} goods={goods} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function GoodsRow(props: { goods: Goods }) {
  const { goods } = props;
  const amount = (n: number): string => t('amount', { n, unit: goodsUnit(goods.item, goods.unit) });
  const unsure = goods.lines.some((line) => line.unsure);
  const moreLeft = goods.lines.some((line) => line.more_left);
  return (
    <tr>
      <th scope="row">
        {goods.item === '' ? t('unknown') : goodsName(goods.item, goods.label)}
        {unsure && <span class="badge badge-warning">{t('hub-unsure')}</span>}
        {moreLeft && <span class="badge badge-warning">{t('hub-more-left')}</span>}
      </th>
      <td class="num">
        <strong>{amount(goods.lies)}</strong>{' '}
        {goods.lies > 0 && (goods.since == null ? t('age-unconfirmed') : <Age at={goods.since} />)}
        {goods.free > 0 && (
          <span class="stock-doubt">{t('hub-free', { amount: amount(goods.free) })}</span>
        )}
        {goods.lines
          .filter((line) => line.lies > 0 && !line.free)
          .map((line) => (
            <span key={line.request} class="stock-doubt">
              {t('hub-for', { place: line.place_name, amount: amount(line.lies) })}
            </span>
          ))}
      </td>
      <td class="num">{amount(goods.came)}</td>
      <td class="num">{amount(goods.went_on)}</td>
    </tr>
  );
}

function StuckHere(props: { hub: Hub }) {
  const { stuck } = props.hub;
  if (stuck.length === 0) return null;
  return (
    <>
      <p class="bad">{t('hub-stuck', { n: stuck.length })}</p>
      <ul>
        {stuck.map((request) => (
          <li key={request.id}>
            {request.place_name} {goodsName(request.item, request.label)}{' '}
            {request.since == null ? (
              t('age-unconfirmed')
            ) : (
              <>
                {t('stuck-since')} <Age at={request.since.observed_at} />
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** The first press is refused where goods lie; the button then says so, and the second one closes. */
function Closing(props: { hub: Hub; onDone: () => Promise<void>; children: ComponentChildren }) {
  const { hub } = props;
  const saving = useSaving();
  const told = saving.problem?.code === 'hub_not_empty';

  async function press(): Promise<void> {
    const params = { path: { id: hub.id } };
    const body = { closed: !hub.closed, despite_goods: told };
    const done = await saving.run(() =>
      take(api.POST('/api/v1/hubs/{id}/close', { params, body })),
    );
    if (done != null) await props.onDone();
  }

  return (
    <div class="no-print">
      <Refusal problem={saving.problem} />
      <div class="actions">
        <button type="button" class="button" disabled={saving.busy} onClick={() => void press()}>
          {hub.closed ? t('hub-reopen') : told ? t('hub-close-despite') : t('hub-close')}
        </button>
        {props.children}
      </div>
    </div>
  );
}
