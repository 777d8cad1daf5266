// What is here: one tap more or less, or what somebody counted just now. Goods that nobody has
// counted yet are unknown, not 0.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { can, ownPlace } from '../../session';
import { Refusal, SavedTick, Waiting } from '../../ui/note';
import { whole } from '../../ui/words';
import { goodsName, goodsUnit } from './goods';

interface Row {
  code: string;
  name: string;
  unit: string;
  held: Schemas['StockItem'] | undefined;
}

export function stockRows(catalogue: Schemas['Item'][], stock: Schemas['StockItem'][]): Row[] {
  const listed = catalogue.map((item) => ({
    code: item.code,
    name: goodsName(item.code, item.label),
    unit: goodsUnit(item.code, item.unit),
    held: stock.find((held) => held.item === item.code),
  }));
  const known = new Set(catalogue.map((item) => item.code));
  const others = stock
    .filter((held) => !known.has(held.item))
    .map((held) => ({
      code: held.item,
      name: goodsName(held.item, held.label),
      unit: goodsUnit(held.item, held.unit),
      held,
    }));
  return [...listed, ...others];
}

type Adjust = (item: string, what: { change: number } | { counted: number }) => Promise<void>;

export function StockTable(props: { place: string; items: Schemas['Item'][] }) {
  const params = { path: { place: props.place } };
  const stock = useResource(
    () => take(api.GET('/api/v1/places/{place}/stock', { params })),
    ['place', 'city'],
    props.place,
  );
  const saving = useSaving();
  const saved = useSignal<string | undefined>(undefined);
  const writes = props.place === ownPlace.value && can('POST /api/v1/places/{place}/stock');
  if (stock.data == null) return <Waiting problem={stock.problem} />;

  const adjust: Adjust = async (item, what) => {
    saved.value = undefined;
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/places/{place}/stock', { params, body: { key, item, ...what } })),
    );
    if (done == null) return;
    saved.value = item;
    await stock.reload();
  };

  return (
    <>
      <Refusal problem={saving.problem} />
      <div class="table-box" tabIndex={0} role="group" aria-label={t('stock')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('item')}</th>
              <th scope="col" class="num">
                {t('stock-count')}
              </th>
              {writes && <th scope="col">{t('stock-change')}</th>}
            </tr>
          </thead>
          <tbody>
            {stockRows(props.items, stock.data.items).map((row) => (
              <tr key={row.code}>
                <th scope="row">{row.name}</th>
                <td class="num">
                  <Held row={row} />
                </td>
                {writes && (
                  <td>
                    <StockControls row={row} busy={saving.busy} onAdjust={adjust} />
                    {saved.value === row.code && <SavedTick />}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Held(props: { row: Row }) {
  const { held, unit } = props.row;
  if (held == null) return <span class="unknown">{t('unknown')}</span>;
  return (
    <>
      {t('amount', { n: held.count, unit })}
      {(held.count < 0 || held.uncertain) && (
        <span class="badge badge-warning">{t('stock-negative')}</span>
      )}
    </>
  );
}

function StockControls(props: { row: Row; busy: boolean; onAdjust: Adjust }) {
  const { row, busy, onAdjust } = props;
  const counted = useSignal('');

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const amount = whole(counted.value);
    if (amount == null) return;
    await onAdjust(row.code, { counted: amount });
    counted.value = '';
  }

  return (
    <form class="stock-controls" onSubmit={submit}>
      {/* One more than unknown is still unknown: first somebody counts. */}
      {row.held != null && (
        <>
          <button
            type="button"
            class="button"
            disabled={busy}
            aria-label={t('stock-less', { item: row.name })}
            onClick={() => void onAdjust(row.code, { change: -1 })}
          >
            −1
          </button>
          <button
            type="button"
            class="button"
            disabled={busy}
            aria-label={t('stock-more', { item: row.name })}
            onClick={() => void onAdjust(row.code, { change: 1 })}
          >
            +1
          </button>
        </>
      )}
      <input
        type="text"
        inputMode="numeric"
        autoComplete="off"
        aria-label={t('stock-counted', { item: row.name })}
        placeholder={t('stock-counted-short')}
        value={counted.value}
        onInput={(event) => (counted.value = event.currentTarget.value)}
      />
      <button type="submit" class="button" disabled={busy || whole(counted.value) == null}>
        {t('stock-set')}
      </button>
    </form>
  );
}
