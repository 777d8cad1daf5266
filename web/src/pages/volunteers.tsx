// Volunteers of this place, and shifts of theirs and of the city's staff.
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { Waiting } from '../ui/note';
import { VolunteerCard } from './volunteers/card';
import { Join } from './volunteers/join';
import { Scan } from './volunteers/scan';
import { StaffShifts, Volunteers } from './volunteers/people';

export function VolunteersPage(props: { rest: string[] }) {
  useTitle(t('page-volunteers'));
  const list = useResource(() => take(api.GET('/api/v1/volunteers')), ['desk', 'city'], '');
  const card = list.data?.volunteers.find((one) => one.id === props.rest[0]);
  if (card != null) return <VolunteerCard volunteer={card} />;
  return (
    <>
      <h1>{t('page-volunteers')}</h1>
      <div class="columns">
        <section aria-labelledby="volunteer-scan">
          <h2 id="volunteer-scan">{t('shift-scan')}</h2>
          <Scan onDone={list.reload} />
        </section>
        <section aria-labelledby="volunteer-join">
          <h2 id="volunteer-join">{t('volunteer-join')}</h2>
          <Join onDone={list.reload} />
        </section>
      </div>
      <section aria-labelledby="volunteer-list">
        <h2 id="volunteer-list">{t('volunteer-list')}</h2>
        {list.data == null ? (
          <Waiting problem={list.problem} />
        ) : (
          <Volunteers volunteers={list.data.volunteers} onDone={list.reload} />
        )}
      </section>
      {list.data != null && list.data.staff.length > 0 && (
        <section aria-labelledby="shift-staff">
          <h2 id="shift-staff">{t('shift-staff')}</h2>
          <StaffShifts staff={list.data.staff} onDone={list.reload} />
        </section>
      )}
    </>
  );
}
