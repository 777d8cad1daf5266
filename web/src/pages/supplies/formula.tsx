// Where a proposed number comes from, said beside it: whom it was reckoned for, by which rate, from
// which source. What nobody confirmed says so.
import type { Schemas } from '../../api/client';
import { count, has, label, t } from '../../i18n';
import { href } from '../../router';
import { Age } from '../../ui/figure';
import { goodsUnit } from './goods';

export function People(props: { forecast: Schemas['Forecast'] }) {
  const { inside, outside, counted } = props.forecast;
  if (inside == null) {
    return (
      <p class="note note-warning">
        {t('order-people-unknown')} <a href={href('place')}>{t('order-count-people')}</a>
      </p>
    );
  }
  return (
    <p class="hint">
      {outside == null
        ? t('order-people-inside', { n: count(inside) })
        : t('order-people', { inside: count(inside), outside: count(outside) })}{' '}
      <Age at={counted?.observed_at} />
    </p>
  );
}

export function Formula(props: {
  told: Schemas['ItemForecast'] | undefined;
  listed: Schemas['Item'] | undefined;
  days: number;
}) {
  const { told, listed, days } = props;
  const hint = `order-hint-${(told?.item ?? listed?.code ?? '').replaceAll('_', '-')}`;
  if (told == null) return null;
  const unit = goodsUnit(told.item, listed?.unit);
  const { rate, people, needed } = told;
  return (
    <div class="formula">
      {rate != null && people != null && needed != null && (
        <p>
          {rate.how === 'once'
            ? t('formula-once', {
                people: t('formula-people', { who: label('per', rate.per), n: count(people) }),
                rate: count(rate.numerator / rate.denominator),
                unit,
                needed: count(needed),
              })
            : t('formula-daily', {
                people: t('formula-people', { who: label('per', rate.per), n: count(people) }),
                rate: count(rate.numerator / rate.denominator),
                unit,
                days,
                needed: count(needed),
              })}
          {(told.stock ?? 0) > 0 && ` ${t('formula-stock', { n: count(told.stock ?? 0) })}`}
          {told.requested > 0 && ` ${t('formula-requested', { n: count(told.requested) })}`}
        </p>
      )}
      {rate != null && people == null && (
        <p>{t('formula-unknown', { who: label('per', rate.per) })}</p>
      )}
      {rate == null && <p>{t('formula-none')}</p>}
      {told.outside_estimated && <p>{t('formula-outside')}</p>}
      {has(hint) && <p>{t(hint)}</p>}
      {rate != null && (
        <p>
          <span class={`badge${rate.source === 'unconfirmed' ? ' badge-warning' : ''}`}>
            {label('rate-source', rate.source)}
          </span>{' '}
          {label('how', rate.how)}
        </p>
      )}
    </div>
  );
}

/** For how long it will last: a short word for a table's cell. */
export function Lasts(props: { told: Schemas['ItemForecast'] | undefined }) {
  const { told } = props;
  const tenths = told?.tenths_of_days_left;
  if (told == null || tenths == null) return null;
  return (
    <span class={tenths < 10 ? 'badge badge-warning' : 'hint'}>
      {t(told.measured ? 'lasts-measured' : 'lasts-reckoned', { n: count(tenths / 10) })}
    </span>
  );
}
