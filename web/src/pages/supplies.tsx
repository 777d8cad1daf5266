// Supplies: ask, follow what became of it, receive, count what is here, give it out, offer what is
// too much.
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { dateInWords, now } from '../clock';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { can, isHq, ownPlace, session } from '../session';
import { Waiting } from '../ui/note';
import { Acting, useActing, useOthers } from './supplies/acting';
import { DoorCard } from './supplies/door';
import { inOrder } from './supplies/goods';
import { Handouts } from './supplies/handouts';
import { Hubs } from './supplies/hubs';
import { Loads } from './supplies/loads';
import { Offers } from './supplies/offers';
import { OrderForm } from './supplies/order-form';
import { RequestList } from './supplies/request-list';
import { StockTable } from './supplies/stock';
import { Stuck } from './supplies/stuck';

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
  const asks = can('POST /api/v1/places/{place}/orders') && !isHq.value && place === ownPlace.value;
  const acting = useActing();
  const acts =
    !everywhere && acting.data?.acting.some((one) => one.own && one.acts === 'on') === true;
  const others = useOthers(acts);
  const items = catalogue.data == null ? undefined : inOrder(catalogue.data.items);

  return (
    <div class="supplies column">
      <h1>{t('page-supplies')}</h1>
      <p class="print-only">
        {session.value?.node?.place_name} {dateInWords(now.value)}
      </p>
      <div class="actions no-print">
        <button type="button" class="button button-quiet" onClick={() => window.print()}>
          {t('supplies-print')}
        </button>
      </div>
      {asks && (
        <section class="no-print" aria-labelledby="ask-head">
          <h2 id="ask-head">{t('supplies-ask')}</h2>
          {items == null ? (
            <Waiting problem={catalogue.problem} />
          ) : (
            <OrderForm place={place} items={items} onDone={requests.reload} />
          )}
        </section>
      )}
      <Acting acting={acting} />
      {acts && (
        <section class="no-print" aria-labelledby="others-head">
          <h2 id="others-head">{t('acting-others')}</h2>
          <RequestList requests={others.requests} namePlaces={true} onDone={others.reload} />
        </section>
      )}
      {everywhere && (
        <section aria-labelledby="stuck-head">
          <h2 id="stuck-head">{t('stuck')}</h2>
          <Stuck />
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
      {!everywhere && (
        <>
          <section aria-labelledby="door-head">
            <h2 id="door-head">{t('door')}</h2>
            <DoorCard place={place} />
          </section>
          <section aria-labelledby="stock-head">
            <h2 id="stock-head">{t('stock')}</h2>
            {items != null && <StockTable place={place} items={items} />}
          </section>
          {items != null && place === ownPlace.value && (
            <section class="no-print" aria-labelledby="handouts-head">
              <h2 id="handouts-head">{t('handouts')}</h2>
              <Handouts place={place} items={items} />
            </section>
          )}
        </>
      )}
      {everywhere && (
        <section aria-labelledby="hubs-head">
          <h2 id="hubs-head">{t('hubs')}</h2>
          <Hubs onDone={requests.reload} />
        </section>
      )}
      <section class="no-print" aria-labelledby="loads-head">
        <h2 id="loads-head">{t('loads')}</h2>
        {requests.data != null && (
          <Loads
            place={everywhere ? undefined : place}
            requests={requests.data.requests}
            onDone={requests.reload}
          />
        )}
      </section>
      <section class="no-print" aria-labelledby="offers-head">
        <h2 id="offers-head">{t('offers')}</h2>
        {items != null && <Offers items={items} />}
      </section>
    </div>
  );
}
