// HQ's overview: totals with their oldest part and what is unknown; every place, the silent first.
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { useNextAlarm } from '../frame/silence';
import { useTitle } from '../frame/title';
import { isWall } from '../frame/wall';
import { t } from '../i18n';
import { can } from '../session';
import { Count } from '../ui/figure';
import { Waiting } from '../ui/note';
import { Exports } from './overview/exports';
import { Groups } from './overview/groups';
import { PlacesMapPane } from './overview/map';
import { Places } from './overview/places';
import { Requests } from './overview/requests';
import { Silence } from './overview/silence';
import { Staff } from './overview/staff';
import { TotalFigure } from './overview/total';
import { Trend } from './overview/trend';
import { Wall } from './overview/wall';

export function OverviewPage() {
  useTitle(t('page-overview'));
  const overview = useResource(
    () => take(api.GET('/api/v1/hq/overview')),
    ['place', 'people', 'staff', 'city'],
    '',
  );
  useNextAlarm(overview.data?.silence.next_alarm_at, overview.reload);
  if (overview.data == null) {
    return (
      <>
        <h1>{t('page-overview')}</h1>
        <Waiting problem={overview.problem} />
      </>
    );
  }
  const data = overview.data;
  if (isWall) return <Wall overview={data} />;
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
      <Silence
        silence={data.silence}
        all={[...data.places, ...data.never_heard]}
        onDone={overview.reload}
      />
      <section aria-labelledby="overview-places">
        <h2 id="overview-places">{t('overview-places')}</h2>
        <PlacesMapPane places={data.places} never={data.never_heard} />
        <Places places={data.places} />
      </section>
      <Requests requests={data.requests} />
      {can('GET /api/v1/staff/summary') && <Staff />}
      <Groups groups={data.groups} counted={data.needs_care} />
      <Trend />
      {can('GET /api/v1/papers/situation') && <Exports />}
    </>
  );
}
