// What is here: one tap more or less, or what somebody counted just now.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { can, ownPlace } from '../../session';
import { Refusal, SavedTick, Waiting } from '../../ui/note';
import { whole } from '../../ui/words';

export function StockTable(props: { place: string }) {
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

  async function adjust(
    item: string,
    what: { change: number } | { counted: number },
  ): Promise<void> {
    saved.value = undefined;
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/places/{place}/stock', { params, body: { key, item, ...what } })),
    );
    if (done == null) return;
    saved.value = item;
    await stock.reload();
  }

  return (
    <>
      <Refusal problem={saving.problem} />
      <div class="table-box" tabIndex={0} role="region" aria-label={t('stock')}>
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
            {stock.data.items.map((item) => (
              <tr key={item.item}>
                <th scope="row">{item.label}</th>
                <td class="num">
                  {t('amount', { n: item.count, unit: item.unit })}
                  {item.count < 0 && <span class="badge badge-warning">{t('stock-negative')}</span>}
                </td>
                {writes && (
                  <td>
                    <StockControls item={item} busy={saving.busy} onAdjust={adjust} />
                    {saved.value === item.item && <SavedTick />}
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

function StockControls(props: {
  item: Schemas['StockItem'];
  busy: boolean;
  onAdjust: (item: string, what: { change: number } | { counted: number }) => Promise<void>;
}) {
  const { item, busy, onAdjust } = props;
  const counted = useSignal('');

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const amount = whole(counted.value);
    if (amount == null) return;
    await onAdjust(item.item, { counted: amount });
    counted.value = '';
  }

  return (
    <form class="stock-controls" onSubmit={submit}>
      <button
        type="button"
        class="button"
        disabled={busy}
        aria-label={t('stock-less', { item: item.label })}
        onClick={() => void onAdjust(item.item, { change: -1 })}
      >
        −1
      </button>
      <button
        type="button"
        class="button"
        disabled={busy}
        aria-label={t('stock-more', { item: item.label })}
        onClick={() => void onAdjust(item.item, { change: 1 })}
      >
        +1
      </button>
      <input
        type="text"
        inputMode="numeric"
        autoComplete="off"
        aria-label={t('stock-counted', { item: item.label })}
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
