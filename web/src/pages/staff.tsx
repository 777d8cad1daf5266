// The city's own staff: who answered, who can come, who is silent (computed, never stored).
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { can, isHq } from '../session';
import { Waiting } from '../ui/note';
import { AddStaff } from './staff/add-staff';
import { DepartmentTable } from './staff/department-table';
import { StaffReportForm } from './staff/report-form';
import { Roster } from './staff/roster';

export function StaffPage() {
  useTitle(t('page-staff'));
  const staff = useResource(() => take(api.GET('/api/v1/staff')), ['staff', 'city'], '');
  const summary = useResource(() => take(api.GET('/api/v1/staff/summary')), ['staff', 'city'], '');
  const reload = async (): Promise<void> => {
    await Promise.all([staff.reload(), summary.reload()]);
  };
  return (
    <>
      <h1>{t('page-staff')}</h1>
      <section aria-labelledby="staff-summary">
        <h2 id="staff-summary">{t('staff-summary')}</h2>
        {summary.data == null ? (
          <Waiting problem={summary.problem} />
        ) : (
          <DepartmentTable summary={summary.data} />
        )}
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
          </section>
        </div>
      )}
    </>
  );
}
