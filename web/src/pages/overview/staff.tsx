// The city's own staff by department: who replied, who is silent. The staff page says more.
import { api, take } from '../../api/client';
import { useResource } from '../../api/resource';
import { t } from '../../i18n';
import { href } from '../../router';
import { Waiting } from '../../ui/note';
import { DepartmentTable } from '../staff/department-table';

export function Staff() {
  const summary = useResource(() => take(api.GET('/api/v1/staff/summary')), ['staff', 'city'], '');
  return (
    <section aria-labelledby="overview-staff">
      <h2 id="overview-staff">{t('overview-staff')}</h2>
      {summary.data == null ? (
        <Waiting problem={summary.problem} />
      ) : (
        <DepartmentTable summary={summary.data} />
      )}
      <p>
        <a href={href('staff')}>{t('page-staff')}</a>
      </p>
    </section>
  );
}
