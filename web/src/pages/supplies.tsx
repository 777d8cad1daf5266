// Supplies: ask, follow what became of it, receive, count what is here.
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { can, isHq, ownPlace } from '../session';
import { Waiting } from '../ui/note';
import { inOrder } from './supplies/goods';
import { RequestForm } from './supplies/request-form';
import { RequestList } from './supplies/request-list';
import { StockTable } from './supplies/stock';

export function SuppliesPage(props: { place: string | undefined }) {
  useTitle(t('page-supplies'));
  const everywhere = isHq.value && props.place == null;
  const place = props.place ?? ownPlace.value;
  const catalogue = useResource(() => take(api.GET('/api/v1/catalogue')), ['city'], '');
  const requests = useResource(
    () =>
      everywhere
        ? take(api.GET('/api/v1/requests'))
        : take(api.GET('/api/v1/places/{place}/requests', { params: { path: { place } } })),
    ['place', 'city'],
    everywhere ? '' : place,
  );
  const asks = can('POST /api/v1/places/{place}/requests') && !isHq.value;

  return (
    <>
      <h1>{t('page-supplies')}</h1>
      <div class={asks ? 'columns' : 'column'}>
        {asks && (
          <section aria-labelledby="ask-head">
            <h2 id="ask-head">{t('supplies-ask')}</h2>
            {catalogue.data == null ? (
              <Waiting problem={catalogue.problem} />
            ) : (
              <RequestForm
                place={place}
                items={inOrder(catalogue.data.items)}
                onDone={requests.reload}
              />
            )}
          </section>
        )}
        <section aria-labelledby="requests-head">
          <h2 id="requests-head">{t('supplies-requests')}</h2>
          {requests.data == null ? (
            <Waiting problem={requests.problem} />
          ) : (
            <RequestList
              requests={requests.data.requests}
              namePlaces={everywhere}
              onDone={requests.reload}
            />
          )}
        </section>
      </div>
      {!everywhere && (
        <section aria-labelledby="stock-head">
          <h2 id="stock-head">{t('stock')}</h2>
          {catalogue.data != null && (
            <StockTable place={place} items={inOrder(catalogue.data.items)} />
          )}
        </section>
      )}
    </>
  );
}
