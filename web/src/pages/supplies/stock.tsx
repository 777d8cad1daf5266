// What is here: what came or went, or all that somebody counted just now, and for how long it
// lasts. Goods that nobody has counted yet are unknown, not 0.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { movementWhyValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { count, t } from '../../i18n';
import { can, ownPlace } from '../../session';
import { Select } from '../../ui/field';
import { Age } from '../../ui/figure';
import { Refusal, SavedTick, Waiting } from '../../ui/note';
import { options, whole } from '../../ui/words';
import { Lasts } from './formula';
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
type Why = Schemas['MovementWhy'];

export function StockTable(props: { place: string; items: Schemas['Item'][] }) {
  const params = { path: { place: props.place } };
  const stock = useResource(
    () => take(api.GET('/api/v1/places/{place}/stock', { params })),
    ['place', 'city'],
    props.place,
  );
  const forecast = useResource(
    () =>
      take(
        api.GET('/api/v1/places/{place}/forecast/{days}', {
          params: { path: { place: props.place, days: 1 } },
        }),
      ),
    ['place'],
    props.place,
  );
  const saving = useSaving();
  const saved = useSignal<string | undefined>(undefined);
  const why = useSignal<Why>('other');
  const writes = props.place === ownPlace.value && can('POST /api/v1/places/{place}/stock');
  if (stock.data == null) return <Waiting problem={stock.problem} />;

  const adjust: Adjust = async (item, what) => {
    saved.value = undefined;
    const went = 'change' in what && what.change < 0;
    const done = await saving.run((key) =>
      take(
        api.POST('/api/v1/places/{place}/stock', {
          params,
          body: { key, item, ...what, ...(went && { why: why.value }) },
        }),
      ),
    );
    if (done == null) return;
    saved.value = item;
    await Promise.all([stock.reload(), forecast.reload()]);
  };

  return (
    <>
      <Refusal problem={saving.problem} />
      {writes && (
        <div class="no-print">
          <Select
            label={t('stock-why')}
            value={why.value}
            options={options('movement-why', movementWhyValues).filter(
              ({ value }) => value !== 'delivered',
            )}
            onChange={(value) => (why.value = value as Why)}
          />
        </div>
      )}
      <div class="table-box" tabIndex={0} role="group" aria-label={t('stock')}>
        <table class="stock-rows">
          <thead>
            <tr>
              <th scope="col">{t('item')}</th>
              <th scope="col" class="num">
                {t('stock-count')}
              </th>
              <th scope="col">{t('stock-lasts')}</th>
              {writes && (
                <th scope="col" class="no-print">
                  {t('stock-change')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {stockRows(props.items, stock.data.items).map((row) => (
              <tr key={row.code}>
                <th scope="row">{row.name}</th>
                <td class="num">
                  <Held row={row} />
                </td>
                <td>
                  <Lasts told={forecast.data?.items.find((told) => told.item === row.code)} />
                </td>
                {writes && (
                  <td class="no-print">
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
      {held.counted_at != null && <Age at={held.counted_at} />}
      {held.also.length > 0 && (
        <span class="stock-doubt">
          {t('stock-also', { numbers: held.also.map((n) => count(n)).join(', ') })}
        </span>
      )}
      {held.meanwhile !== 0 && <span class="stock-doubt">{t('stock-meanwhile')}</span>}
      {held.uncertain && <span class="badge badge-warning">{t('stock-negative')}</span>}
    </>
  );
}

/** Came, went: by one where no number is typed. */
function StockControls(props: { row: Row; busy: boolean; onAdjust: Adjust }) {
  const { row, busy, onAdjust } = props;
  const typed = useSignal('');
  const amount = whole(typed.value);

  async function adjust(what: Parameters<Adjust>[1]): Promise<void> {
    await onAdjust(row.code, what);
    typed.value = '';
  }

  function submit(event: Event): void {
    event.preventDefault();
    if (amount != null) void adjust({ counted: amount });
  }

  return (
    <form class="stock-controls" onSubmit={submit}>
      <input
        type="text"
        inputMode="numeric"
        autoComplete="off"
        aria-label={t('stock-counted', { item: row.name })}
        placeholder={t('stock-counted-short')}
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
      />
      <button type="submit" class="button" disabled={busy || amount == null}>
        {t('stock-set')}
      </button>
      {/* One more than unknown is still unknown: first somebody counts, or says how many came. */}
      <button
        type="button"
        class="button"
        disabled={busy || (row.held == null && amount == null)}
        aria-label={t('stock-more', { item: row.name })}
        onClick={() => void adjust({ change: amount ?? 1 })}
      >
        {t('stock-came')}
      </button>
      <button
        type="button"
        class="button"
        disabled={busy || row.held == null}
        aria-label={t('stock-less', { item: row.name })}
        onClick={() => void adjust({ change: -(amount ?? 1) })}
      >
        {t('stock-went')}
      </button>
    </form>
  );
}
