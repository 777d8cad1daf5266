// What is stuck of the city's requests: which step did not come, and since when; the longest first.
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { label, t } from '../../i18n';
import { href } from '../../router';
import { Age, NumberHead } from '../../ui/figure';
import { Waiting } from '../../ui/note';
import { goodsName, goodsUnit } from './goods';

export function Stuck() {
  const stuck = useResource(() => take(api.GET('/api/v1/hq/stuck')), ['place', 'city'], '');
  if (stuck.data == null) return <Waiting problem={stuck.problem} />;
  const { requests, known_places, unknown_places } = stuck.data;
  return (
    <>
      {requests.length === 0 ? (
        <p>{t('stuck-none')}</p>
      ) : (
        <div class="table-box" tabIndex={0} role="group" aria-label={t('stuck')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('stuck-since')}</th>
                <th scope="col">{t('stuck-awaits')}</th>
                <th scope="col">{t('stuck-place')}</th>
                <th scope="col">{t('item')}</th>
                <NumberHead name={t('stuck-outstanding')} />
                <th scope="col">{t('urgency')}</th>
                <th scope="col">{t('stuck-last')}</th>
              </tr>
            </thead>
            <tbody>
              {requests.map((request) => (
                <Row key={request.id} request={request} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class={unknown_places > 0 ? 'hint bad' : 'hint'}>
        {t('total-parts', { known: known_places, unknown: unknown_places })}
      </p>
    </>
  );
}

function Row(props: { request: Schemas['StuckRequest'] }) {
  const { request } = props;
  const { since, last, urgency } = request;
  return (
    <tr>
      <td>{since == null ? t('age-unconfirmed') : <Age at={since.observed_at} />}</td>
      <td>{label('awaits', request.awaits)}</td>
      <th scope="row">
        <a href={href('supplies', request.place)}>{request.place_name}</a>
      </th>
      <td>{goodsName(request.item, request.label)}</td>
      <td class="num">
        {t('amount', {
          n: request.outstanding,
          unit: goodsUnit(request.item, request.unit),
        })}
      </td>
      <td>{urgency == null ? t('urgency-unsaid') : label('urgency', urgency)}</td>
      <td>
        {label('stage', request.stage)} {last == null ? t('age-unconfirmed') : <Age at={last} />}
      </td>
    </tr>
  );
}
