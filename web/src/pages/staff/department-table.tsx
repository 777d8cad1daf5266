import type { Schemas } from '../../api/client';
import { count, t } from '../../i18n';
import { Age, NumberHead } from '../../ui/figure';

type Department = Schemas['Department'];

export function DepartmentTable(props: { summary: Schemas['StaffSummary'] }) {
  const { departments, all } = props.summary;
  if (all.staff === 0) return <p>{t('staff-none')}</p>;
  return (
    <div class="table-box" tabIndex={0} role="group" aria-label={t('staff-summary')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('department')}</th>
            <NumberHead name={t('staff-all')} />
            <NumberHead name={t('no-reply')} />
            <NumberHead name={t('staff-unverified-head')} />
            <NumberHead name={t('staff-replied')} />
            <NumberHead name={t('staff-safe')} />
            <NumberHead name={t('staff-hurt')} />
            <NumberHead name={t('staff-can-come')} />
            <NumberHead name={t('staff-arrived')} />
            <th scope="col">{t('oldest-reply')}</th>
          </tr>
        </thead>
        <tbody>
          {departments.map((department) => (
            <Row key={department.name} department={department} name={department.name} />
          ))}
        </tbody>
        <tfoot>
          <Row department={all} name={t('staff-total')} />
        </tfoot>
      </table>
    </div>
  );
}

function Row(props: { department: Department; name: string }) {
  const { department } = props;
  return (
    <tr>
      <th scope="row">{props.name}</th>
      <td class="num">{count(department.staff)}</td>
      <td class={department.no_reply > 0 ? 'num silent' : 'num'}>{count(department.no_reply)}</td>
      <td class="num">{count(department.unverified)}</td>
      <td class="num">{count(department.replied)}</td>
      <td class="num">{count(department.safe)}</td>
      <td class={department.hurt > 0 ? 'num hurt' : 'num'}>{count(department.hurt)}</td>
      <td class="num">{count(department.can_come)}</td>
      <td class="num">{count(department.arrived)}</td>
      <td>
        {department.oldest == null ? (
          <span class="unknown">{t('none-yet')}</span>
        ) : (
          <Age at={department.oldest.observed_at} />
        )}
      </td>
    </tr>
  );
}
