// 要配慮者 over the city, as numbers alone. What was counted by looking and what is noted on lists are
// two figures; of people without a note nobody knows whether they were asked.
import type { Schemas } from '../../api/client';
import { count, label, t } from '../../i18n';
import { Count } from '../../ui/figure';
import { TotalFigure } from './total';

export function Groups(props: { groups: Schemas['CityGroups']; counted: Schemas['Total'] }) {
  const { of_lists, listed_places, unlisted_places, counted_once } = props.groups;
  return (
    <section aria-labelledby="overview-groups">
      <h2 id="overview-groups">{t('overview-groups')}</h2>
      <dl class="figures">
        <TotalFigure name={t('groups-counted')} unit={t('unit-people')} total={props.counted} />
        <div class="figure">
          <dt>{t('groups-noted')}</dt>
          <dd>
            <Count value={of_lists?.noted} unit={t('unit-people')} />
            {of_lists != null && (
              <span class="figure-note">
                {t('groups-unnoted', {
                  people: count(of_lists.people),
                  unnoted: count(of_lists.unnoted),
                })}
              </span>
            )}
            {counted_once > 0 && (
              <span class="figure-note">{t('groups-once', { n: count(counted_once) })}</span>
            )}
            <span class={unlisted_places > 0 ? 'figure-note bad' : 'figure-note'}>
              {t('total-parts', { known: listed_places, unknown: unlisted_places })}
            </span>
          </dd>
        </div>
      </dl>
      {of_lists != null && (
        <ul class="need-counts">
          {of_lists.needs.map(({ need, people }) => (
            <li key={need}>
              {label('need', need)} <Count value={people} unit={t('unit-people')} />
            </li>
          ))}
        </ul>
      )}
      <p class="hint">{t('groups-mean')}</p>
    </section>
  );
}
