// Everyone of the roster, the silent first.
import { useSignal } from '@preact/signals';
import type { Schemas } from '../../api/client';
import { label, t } from '../../i18n';
import { Check } from '../../ui/field';
import { Age } from '../../ui/figure';

type Member = Schemas['StaffMember'];

export function silentFirst(staff: Member[]): Member[] {
  const rank = (member: Member): number =>
    member.report?.age?.observed_at ?? Number.NEGATIVE_INFINITY;
  return [...staff].sort((a, b) => compare(rank(a), rank(b)) || compare(a.number, b.number));
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function Roster(props: { staff: Member[] }) {
  const silentOnly = useSignal(false);
  const shown = silentFirst(props.staff).filter(
    (member) => !silentOnly.value || member.report == null,
  );
  if (props.staff.length === 0) return <p>{t('staff-none')}</p>;
  return (
    <>
      <Check
        label={t('silent-only')}
        checked={silentOnly.value}
        onChange={(checked) => (silentOnly.value = checked)}
      />
      <p role="status" class="hint">
        {t('roster-shown', { n: shown.length, of: props.staff.length })}
      </p>
      <ul class="roster">
        {shown.map((member) => (
          <li key={member.number}>
            <p>
              <span class="code">{member.number}</span> <span class="name">{member.name}</span>{' '}
              <span class="kana">{member.kana}</span> <span class="kana">{member.department}</span>
            </p>
            {member.unverified == null || member.report != null ? (
              <ReportLine report={member.report} />
            ) : null}
            {member.unverified != null && (
              <p>
                <span class="state state-expected">{t('staff-has-unverified')}</span>
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

export function ReportLine(props: { report: Schemas['StaffReport'] | null | undefined }) {
  const { report } = props;
  if (report == null) {
    return (
      <p>
        <span class="state state-silent">{t('no-reply')}</span>
      </p>
    );
  }
  return (
    <p class="roster-report">
      <span class={`state state-${report.own ?? 'unknown'}`}>
        {report.own == null ? t('unknown') : label('safety', report.own)}
      </span>
      {report.can_report != null && (
        <span class={`state state-come-${report.can_report}`}>
          {label('can-report', report.can_report)}
        </span>
      )}
      {report.eta != null && <span>{label('eta', report.eta)}</span>}
      {report.proxy != null && <span>{t('reported-by', { who: report.proxy })}</span>}
      <Age at={report.age?.observed_at} />
    </p>
  );
}
