// Every place, the silent first: each figure with its age and how it was heard.
import type { Schemas } from '../../api/client';
import { count, label, t } from '../../i18n';
import { href } from '../../router';
import { Age, Count, FigureCell, NumberHead } from '../../ui/figure';
import { isOver, share } from './crowding';
import { LastWord } from './silence';

type Place = Schemas['OverviewPlace'];

export function Places(props: { places: Place[] }) {
  if (props.places.length === 0) return <p>{t('overview-none')}</p>;
  return (
    <>
      <PlacesTable places={props.places} />
      <p class="hint">{t('told-unsaid')}</p>
    </>
  );
}

function PlacesTable(props: { places: Place[] }) {
  return (
    <div class="table-box" tabIndex={0} role="group" aria-label={t('overview-places')}>
      <table class="overview">
        <thead>
          <tr>
            <th scope="col">{t('place')}</th>
            <th scope="col">{t('last-heard')}</th>
            <NumberHead name={t('in-shelter')} />
            <th scope="col">{t('crowding')}</th>
            <NumberHead name={t('outside-known')} />
            <th scope="col">{t('opening')}</th>
            <th scope="col">{t('lifelines')}</th>
            <NumberHead name={t('groups-head')} />
            <NumberHead name={t('registered-staying')} />
            <NumberHead name={t('open-requests')} />
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

function PlaceRow(props: { place: Place }) {
  const { place } = props;
  return (
    <tr>
      <th scope="row">
        <a href={href('place', place.id)}>{place.name === '' ? t('no-name') : place.name}</a>
        {place.kind != null && <span class="cell-sub">{label('place-kind', place.kind)}</span>}
        {place.has_clash && <span class="badge badge-warning">{t('clash')}</span>}
        {place.closed && <span class="badge">{t('place-closed')}</span>}
        <SilenceBadge place={place} />
      </th>
      <td>
        <Heard place={place} />
      </td>
      <FigureCell figure={place.in_shelter}>
        <Told by={place.channel} />
        <Beside name={t('slot-day')} figure={place.in_shelter_day} />
        <Beside name={t('slot-night')} figure={place.in_shelter_night} />
        <Beside name={t('households')} figure={place.households} />
      </FigureCell>
      <td>
        <Crowding place={place} />
      </td>
      <FigureCell figure={place.outside_known} />
      <td>
        {label('opening', place.opening ?? 'unknown')}
        {place.opening_age != null && <Age at={place.opening_age.observed_at} />}
      </td>
      <td>
        <Lifelines lifelines={place.lifelines} />
      </td>
      <td class="num">
        <Care place={place} />
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
    </tr>
  );
}

/** When there was word of the place last. Nobody waits to hear from a closed one, nor from here. */
export function Heard(props: { place: Place }) {
  const { place } = props;
  if (place.closed || (place.route == null && place.silence === 'not_expected')) {
    return <>{t('none-said')}</>;
  }
  return <LastWord route={place.route} />;
}

export function SilenceBadge(props: { place: Place }) {
  const { silence } = props.place;
  if (silence !== 'alarm' && silence !== 'seen') return null;
  return (
    <span class={silence === 'alarm' ? 'badge badge-warning' : 'badge'}>
      {label('silence-state', silence)}
    </span>
  );
}

/** 人/定員, in words where there are too many; then what was reported of it. */
export function Crowding(props: { place: Place }) {
  const { in_shelter, capacity, crowding } = props.place;
  const taken = share(in_shelter.value, capacity);
  return (
    <>
      {capacity == null ? (
        <span class="unknown">{t('capacity-unknown')}</span>
      ) : (
        t('capacity', { n: count(capacity) })
      )}
      {taken != null && <span class="cell-sub">{t('capacity-share', { percent: taken })}</span>}
      {isOver(in_shelter.value, capacity) && (
        <span class="badge badge-warning">{t('capacity-over')}</span>
      )}
      {crowding != null && (
        <span class="cell-sub">
          {label('crowding', crowding.crowding ?? 'unknown')} <Age at={crowding.age?.observed_at} />{' '}
          <Told by={crowding.channel} />
        </span>
      )}
    </>
  );
}

/** A figure in another's cell, by its name. */
function Beside(props: { name: string; figure: Schemas['Figure'] }) {
  const { value, age } = props.figure;
  return (
    <span class="cell-sub">
      {props.name} <Count value={value} /> {value != null && <Age at={age?.observed_at} />}
    </span>
  );
}

/** What came from the place's own laptops goes without saying, as the hint below the table says. */
function Told(props: { by: Place['channel'] }) {
  if (props.by === 'mesh' || props.by === 'here') return null;
  return <span class="told">{label('channel', props.by)}</span>;
}

export function Lifelines(props: { lifelines: Schemas['LifelineSaid'][] }) {
  if (props.lifelines.length === 0) return <span class="unknown">{t('unknown')}</span>;
  return (
    <ul class="lifelines">
      {props.lifelines.map(({ lifeline, usable, age, channel }) => (
        <li key={lifeline}>
          {label('lifeline', lifeline)}{' '}
          <span class={usable === 'usable' ? undefined : usable == null ? 'unknown' : 'bad'}>
            {label('usable', usable ?? 'unknown')}
          </span>{' '}
          <Age at={age?.observed_at} /> <Told by={channel} />
        </li>
      ))}
    </ul>
  );
}

/** Counted by looking, and noted on the list: two figures. */
function Care(props: { place: Place }) {
  const { needs_care, groups } = props.place;
  return (
    <>
      <Count value={needs_care.value} />
      {needs_care.value != null && <Age at={needs_care.age?.observed_at} />}
      <span class="cell-sub">
        {groups == null ? t('groups-no-list') : t('groups-of-list', { noted: count(groups.noted) })}
      </span>
    </>
  );
}
