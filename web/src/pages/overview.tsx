// HQ's overview: totals with their oldest part and what is unknown; every place, the silent first.
import { api, take, type Schemas } from '../api/client';
import { useResource } from '../api/resource';
import { now } from '../clock';
import { useTitle } from '../frame/title';
import { count, label, t } from '../i18n';
import { href } from '../router';
import { can } from '../session';
import { Age, Count } from '../ui/figure';
import { Waiting } from '../ui/note';
import { Exports } from './overview/exports';

export function OverviewPage() {
  useTitle(t('page-overview'));
  const overview = useResource(
    () => take(api.GET('/api/v1/hq/overview')),
    ['place', 'people', 'city'],
    '',
  );
  if (overview.data == null) {
    return (
      <>
        <h1>{t('page-overview')}</h1>
        <Waiting problem={overview.problem} />
      </>
    );
  }
  const data = overview.data;
  return (
    <>
      <h1>{t('page-overview')}</h1>
      <dl class="figures">
        <TotalFigure name={t('in-shelter')} unit={t('unit-people')} total={data.in_shelter} />
        <TotalFigure name={t('households')} unit={t('unit-households')} total={data.households} />
        <TotalFigure name={t('outside-known')} unit={t('unit-people')} total={data.outside_known} />
        <div class="figure">
          <dt>{t('open-requests')}</dt>
          <dd>
            <Count value={data.open_requests} unit={t('unit-requests')} />
          </dd>
        </div>
      </dl>
      <p class={data.silent_places > 0 ? 'silent-places' : 'hint'}>
        {t('silent-places', { n: data.silent_places })}
      </p>
      <Places places={data.places} />
      {can('GET /api/v1/papers/situation') && <Exports />}
    </>
  );
}

/** A sum says what it leaves out and how old its oldest part is. */
function TotalFigure(props: { name: string; unit: string; total: Schemas['Total'] }) {
  const { total } = props;
  return (
    <div class="figure">
      <dt>{props.name}</dt>
      <dd>
        <Count value={total.sum} unit={props.unit} />
        {total.oldest != null && (
          <span class="figure-note">
            {t('total-oldest')} <Age at={total.oldest.observed_at} />
          </span>
        )}
        <span class={total.unknown_places > 0 ? 'figure-note bad' : 'figure-note'}>
          {t('total-parts', { known: total.known_places, unknown: total.unknown_places })}
        </span>
        {total.uncertain_places > 0 && (
          <span class="figure-note bad">{t('total-uncertain', { n: total.uncertain_places })}</span>
        )}
      </dd>
    </div>
  );
}

function Places(props: { places: Schemas['OverviewPlace'][] }) {
  if (props.places.length === 0) return <p>{t('overview-none')}</p>;
  return (
    <div class="table-box" tabIndex={0} role="group" aria-label={t('overview-places')}>
      <table class="overview">
        <thead>
          <tr>
            <th scope="col">{t('place')}</th>
            <th scope="col">{t('last-heard')}</th>
            <th scope="col" class="num">
              {t('in-shelter')}
            </th>
            <th scope="col" class="num">
              {t('households')}
            </th>
            <th scope="col" class="num">
              {t('outside-known')}
            </th>
            <th scope="col">{t('opening')}</th>
            <th scope="col" class="num">
              {t('registered-staying')}
            </th>
            <th scope="col" class="num">
              {t('open-requests')}
            </th>
            <th scope="col">{t('channel')}</th>
          </tr>
        </thead>
        <tbody>
          {props.places.map((place) => (
            <PlaceRow key={place.id} place={place} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PlaceRow(props: { place: Schemas['OverviewPlace'] }) {
  const { place } = props;
  return (
    <tr>
      <th scope="row">
        <a href={href('place', place.id)}>{place.name === '' ? t('no-name') : place.name}</a>
        {place.kind != null && <span class="cell-sub">{label('place-kind', place.kind)}</span>}
        {place.has_clash && <span class="badge badge-warning">{t('clash')}</span>}
        {place.closed && <span class="badge">{t('place-closed')}</span>}
      </th>
      <td>
        {place.closed ? (
          t('none-said')
        ) : place.heard_age_s == null ? (
          <span class="unknown">{t('unknown')}</span>
        ) : (
          <Age at={now.value - place.heard_age_s * 1000} />
        )}
      </td>
      <FigureCell figure={place.in_shelter} />
      <FigureCell figure={place.households} />
      <FigureCell figure={place.outside_known} />
      <td>
        {label('opening', place.opening ?? 'unknown')}
        {place.opening_age != null && <Age at={place.opening_age.observed_at} />}
      </td>
      <td class="num">
        <Count value={place.registered_staying} />
      </td>
      <td class="num">
        <a
          href={href('supplies', place.id)}
          aria-label={t('requests-of', { place: place.name, n: place.open_requests })}
        >
          {count(place.open_requests)}
        </a>
      </td>
      <td>{label('channel', place.channel)}</td>
    </tr>
  );
}

function FigureCell(props: { figure: Schemas['Figure'] }) {
  const { value, age } = props.figure;
  return (
    <td class="num">
      <Count value={value} />
      {value != null && <Age at={age?.observed_at} />}
    </td>
  );
}
