// The overview on a wall: big figures, no controls, the silent places first. What does not fit is
// said as a number, and nothing about anybody is on it.
import { useEffect } from 'preact/hooks';
import type { Schemas } from '../../api/client';
import { dateInWords, now } from '../../clock';
import { fellSilent } from '../../frame/silence';
import { keepForWall } from '../../frame/wall';
import { count, label, t } from '../../i18n';
import { Age, Count, FigureCell, NumberHead } from '../../ui/figure';
import { Crowding, Heard, Lifelines, SilenceBadge } from './places';
import { TotalFigure } from './total';

/** As many as a screen of 1080 lines holds under the figures. */
export const PLACES_SHOWN = 6;
type Place = Schemas['OverviewPlace'];

export function Wall(props: { overview: Schemas['Overview'] }) {
  const { overview } = props;
  const shown = overview.places.slice(0, PLACES_SHOWN);
  const rest = overview.places.length - shown.length;
  const { never_heard, seen } = overview.silence;
  const fell = fellSilent(overview.silence);
  const { all } = overview.requests;
  useEffect(keepForWall, []);
  return (
    <>
      <div class="wall-head">
        <h1>{t('page-overview')}</h1>
        <time dateTime={new Date(now.value).toISOString()}>{dateInWords(now.value)}</time>
      </div>
      <dl class="figures">
        <TotalFigure name={t('in-shelter')} unit={t('unit-people')} total={overview.in_shelter} />
        <TotalFigure
          name={t('outside-known')}
          unit={t('unit-people')}
          total={overview.outside_known}
        />
        <div class="figure">
          <dt>{t('wall-silent')}</dt>
          <dd class={fell > 0 ? 'bad' : undefined}>
            <Count value={fell} unit={t('unit-places')} />
            <span class="figure-note">{t('wall-silent-means', { never: count(never_heard) })}</span>
            {seen > 0 && (
              <span class="figure-note">{t('silence-seen-places', { n: count(seen) })}</span>
            )}
          </dd>
        </div>
        <div class="figure">
          <dt>{t('open-requests')}</dt>
          <dd>
            <Count value={all.open} unit={t('unit-requests')} />
            {all.oldest != null && (
              <span class="figure-note">
                {t('requests-oldest')} <Age at={all.oldest.age.observed_at} />
              </span>
            )}
            <span class={all.late > 0 ? 'figure-note bad' : 'figure-note'}>
              {t('wall-late', { n: count(all.late) })}
            </span>
          </dd>
        </div>
      </dl>
      <table class="overview">
        <thead>
          <tr>
            <th scope="col">{t('place')}</th>
            <th scope="col">{t('last-heard')}</th>
            <NumberHead name={t('in-shelter')} />
            <NumberHead name={t('outside-known')} />
            <th scope="col">{t('crowding')}</th>
            <th scope="col">{t('lifelines')}</th>
            <NumberHead name={t('open-requests')} />
          </tr>
        </thead>
        <tbody>
          {shown.map((place) => (
            <Row key={place.id} place={place} />
          ))}
        </tbody>
      </table>
      {rest > 0 && <p>{t('wall-rest', { n: count(rest) })}</p>}
    </>
  );
}

function Row(props: { place: Place }) {
  const { place } = props;
  // Only what does not work is for the wall; the page says the rest.
  const broken = place.lifelines.filter(({ usable }) => usable !== 'usable');
  return (
    <tr>
      <th scope="row">
        {place.name === '' ? t('no-name') : place.name}
        {place.closed && <span class="badge">{t('place-closed')}</span>}
        <SilenceBadge place={place} />
      </th>
      <td>
        <Heard place={place} />
      </td>
      <FigureCell figure={place.in_shelter} />
      <FigureCell figure={place.outside_known} />
      <td>
        <Crowding place={place} />
      </td>
      <td>
        {place.lifelines.length > 0 && broken.length === 0 ? (
          label('usable', 'usable')
        ) : (
          <Lifelines lifelines={broken} />
        )}
      </td>
      <td class="num">{count(place.open_requests)}</td>
    </tr>
  );
}
