// What somebody should look after now: who did not arrive, who has been at work for too long.
import type { Schemas } from '../../api/client';
import { moment } from '../../clock';
import { t } from '../../i18n';
import { Age } from '../../ui/figure';
import { inHours } from '../volunteers/hours';

type Alarms = Schemas['StaffAlarms'];

export function StaffAlarms(props: { alarms: Alarms }) {
  const { overdue, long_shifts } = props.alarms;
  if (overdue.length === 0 && long_shifts.length === 0) return null;
  return (
    <section class="note note-warning staff-alarms" aria-labelledby="staff-alarms">
      <h2 id="staff-alarms">{t('staff-alarms')}</h2>
      {overdue.length > 0 && (
        <>
          <h3>{t('staff-overdue')}</h3>
          <ul>
            {overdue.map((member) => (
              <Overdue key={member.number} member={member} />
            ))}
          </ul>
        </>
      )}
      {long_shifts.length > 0 && (
        <>
          <h3>{t('shift-long')}</h3>
          <ul>
            {long_shifts.map((one) => (
              <LongShift key={`${one.number} ${one.name} ${one.shift.on_since}`} one={one} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Overdue({ member }: { member: Alarms['overdue'][number] }) {
  return (
    <li>
      <span class="code">{member.number}</span> <span class="name">{member.name}</span>{' '}
      <span class="kana">{member.department}</span>
      <span class="facts">
        {t('staff-due', { at: moment(member.due) })}
        {member.gathering_place != null && ` ${member.gathering_place}`}
        <Age at={member.said?.observed_at} />
      </span>
    </li>
  );
}

function LongShift({ one }: { one: Alarms['long_shifts'][number] }) {
  const { on_since, today_minutes } = one.shift;
  return (
    <li>
      {one.number != null && <span class="code">{one.number} </span>}
      <span class="name">{one.name ?? t('unknown')}</span>
      <span class="facts">
        {on_since != null && t('shift-since', { at: moment(on_since) })}{' '}
        {t('shift-today', { hours: inHours(today_minutes) })}
      </span>
    </li>
  );
}
