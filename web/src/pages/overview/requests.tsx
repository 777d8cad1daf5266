// What the city's places ask for and have not got: by urgency and age, and who waits longest.
import type { Schemas } from '../../api/client';
import { count, label, t } from '../../i18n';
import { href } from '../../router';
import { Age, NumberHead } from '../../ui/figure';

export function Requests(props: { requests: Schemas['OpenRequests'] }) {
  const { all, by_urgency, known_places, unknown_places } = props.requests;
  return (
    <section aria-labelledby="overview-requests">
      <h2 id="overview-requests">{t('overview-requests')}</h2>
      {all.open === 0 ? (
        <p>{t('overview-requests-none')}</p>
      ) : (
        <div class="table-box" tabIndex={0} role="group" aria-label={t('overview-requests')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('urgency')}</th>
                <NumberHead name={t('requests-open')} />
                <NumberHead name={t('requests-late')} />
                <NumberHead name={t('requests-older')} />
                <NumberHead name={t('requests-under-3-days')} />
                <NumberHead name={t('requests-under-1-day')} />
                <NumberHead name={t('requests-under-6-hours')} />
                <NumberHead name={t('age-unconfirmed')} />
                <th scope="col">{t('requests-oldest')}</th>
              </tr>
            </thead>
            <tbody>
              {by_urgency.map((row) => (
                <Row
                  key={row.urgency ?? ''}
                  row={row}
                  name={row.urgency == null ? t('urgency-unsaid') : label('urgency', row.urgency)}
                />
              ))}
            </tbody>
            <tfoot>
              <Row row={all} name={t('requests-all')} />
            </tfoot>
          </table>
        </div>
      )}
      <p class={unknown_places > 0 ? 'hint bad' : 'hint'}>
        {t('total-parts', { known: known_places, unknown: unknown_places })}
      </p>
    </section>
  );
}

function Row(props: { row: Schemas['RequestsOf']; name: string }) {
  const { row } = props;
  return (
    <tr>
      <th scope="row">{props.name}</th>
      <td class="num">{count(row.open)}</td>
      <td class={row.late > 0 ? 'num late' : 'num'}>{count(row.late)}</td>
      <td class="num">{count(row.older)}</td>
      <td class="num">{count(row.under_3_days)}</td>
      <td class="num">{count(row.under_1_day)}</td>
      <td class="num">{count(row.under_6_hours)}</td>
      <td class="num">{count(row.time_uncertain)}</td>
      <td>
        {row.oldest == null ? (
          t('none-said')
        ) : (
          <>
            <a href={href('supplies', row.oldest.place)}>{row.oldest.place_name}</a>
            <Age at={row.oldest.age.observed_at} />
          </>
        )}
      </td>
    </tr>
  );
}
