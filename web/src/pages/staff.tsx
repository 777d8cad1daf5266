// The city's own staff: who answered, who can come, who is silent (computed, never stored).
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { can, isHq } from '../session';
import { Waiting } from '../ui/note';
import { AddStaff } from './staff/add-staff';
import { StaffAlarms } from './staff/alarms';
import { DepartmentTable } from './staff/department-table';
import { StaffReportForm } from './staff/report-form';
import { Roster } from './staff/roster';
import { TakeRoster } from './staff/take-roster';
import { Unverified } from './staff/unverified';

export function StaffPage() {
  useTitle(t('page-staff'));
  const staff = useResource(() => take(api.GET('/api/v1/staff')), ['staff', 'city'], '');
  const summary = useResource(() => take(api.GET('/api/v1/staff/summary')), ['staff', 'city'], '');
  const alarms = useResource(
    () => take(api.GET('/api/v1/staff/alarms')),
    ['staff', 'city', 'desk'],
    '',
  );
  const unverified = useResource(
    () => take(api.GET('/api/v1/staff/unverified')),
    ['staff', 'city'],
    '',
  );
  const reload = async (): Promise<void> => {
    await Promise.all([staff, summary, alarms, unverified].map((it) => it.reload()));
  };
  return (
    <>
      <h1>{t('page-staff')}</h1>
      {alarms.data == null ? (
        <Waiting problem={alarms.problem} />
      ) : (
        <StaffAlarms alarms={alarms.data} />
      )}
      {unverified.data == null ? (
        <Waiting problem={unverified.problem} />
      ) : (
        <Unverified reports={unverified.data.reports} onDone={reload} />
      )}
      <section aria-labelledby="staff-summary">
        <h2 id="staff-summary">{t('staff-summary')}</h2>
        {summary.data == null ? (
          <Waiting problem={summary.problem} />
        ) : (
          <DepartmentTable summary={summary.data} />
        )}
        <p class="hint">{t('staff-phones')}</p>
      </section>
      {staff.data == null ? (
        <Waiting problem={staff.problem} />
      ) : (
        <div class="columns">
          <section aria-labelledby="staff-report">
            <h2 id="staff-report">{t('staff-report')}</h2>
            <StaffReportForm staff={staff.data.staff} onDone={reload} />
          </section>
          <section aria-labelledby="staff-roster">
            <h2 id="staff-roster">{t('staff-roster')}</h2>
            <Roster staff={staff.data.staff} />
            {isHq.value && can('POST /api/v1/staff') && <AddStaff onDone={reload} />}
            {isHq.value && can('POST /api/v1/staff/roster') && <TakeRoster onDone={reload} />}
          </section>
        </div>
      )}
    </>
  );
}
