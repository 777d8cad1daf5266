// What a place says of itself. A shelter sees and writes its own; HQ and patrols choose one.
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { href } from '../router';
import { can, isHq, ownPlace, session } from '../session';
import { Waiting } from '../ui/note';
import { PlaceClosure } from './place/closure';
import { HeadcountForm } from './place/headcount-form';
import { Paper } from './place/paper';
import { NameForm } from './place/name-form';
import { PlaceNow } from './place/now';
import { PlacePicker } from './place/picker';
import { ReportForm } from './place/report-form';
import { RosterFiles } from './place/roster-files';

/** `paper`: its daily report, to be printed. */
export function PlacePage(props: { place: string | undefined; view: string | undefined }) {
  useTitle(t('page-place'));
  const roams = isHq.value || session.value?.node?.role === 'patrol';
  if (props.place == null && roams) {
    return (
      <>
        <h1>{t('page-place')}</h1>
        <PlacePicker />
      </>
    );
  }
  const id = props.place ?? ownPlace.value;
  const writes = roams || id === ownPlace.value;
  return <OnePlace key={id} id={id} writes={writes} onPaper={props.view === 'paper'} />;
}

function OnePlace(props: { id: string; writes: boolean; onPaper: boolean }) {
  const params = { path: { place: props.id } };
  const found = useResource(
    async () => ({
      place: await take(api.GET('/api/v1/places/{place}', { params })),
      daily: await take(api.GET('/api/v1/places/{place}/daily', { params })),
    }),
    ['place', 'city', 'people'],
    props.id,
  );
  const writes = props.writes && can('POST /api/v1/places/{place}/reports');
  if (found.data == null) {
    return (
      <>
        <h1>{t('page-place')}</h1>
        <Waiting problem={found.problem} />
      </>
    );
  }
  const { place, daily } = found.data;
  if (props.onPaper) return <Paper place={place} daily={daily} />;
  return (
    <>
      <PlaceNow place={place} daily={daily} />
      <p>
        <a href={href('place', place.id, 'paper')}>{t('report-paper')}</a>
      </p>
      {isHq.value && daily.on_list != null && can('GET /api/v1/exports/people/{as}') && (
        <ul class="ways" aria-label={t('roster-files')}>
          <RosterFiles place={place.id} />
        </ul>
      )}
      {props.writes && !place.registered && !place.hq && can('PUT /api/v1/places/{place}/name') && (
        <NameForm place={place.id} name={place.name} onDone={found.reload} />
      )}
      {writes && (
        <>
          <section aria-labelledby="headcount-head">
            <h2 id="headcount-head">{t('headcount')}</h2>
            <HeadcountForm
              place={place.id}
              elsewhere={!place.own}
              daily={daily}
              onDone={found.reload}
            />
          </section>
          <section aria-labelledby="report-head">
            <h2 id="report-head">{t('place-report')}</h2>
            <ReportForm
              place={place.id}
              elsewhere={!place.own}
              daily={daily}
              onDone={found.reload}
            />
          </section>
        </>
      )}
      {props.writes && !place.hq && can('POST /api/v1/places/{place}/closure') && (
        <PlaceClosure place={place.id} onDone={found.reload} />
      )}
    </>
  );
}
