// Everybody with their hours and the one tap that begins or ends a shift.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { label, t } from '../../i18n';
import { href } from '../../router';
import { Check } from '../../ui/field';
import { Refusal } from '../../ui/note';
import { inHours } from './hours';

type Volunteer = Schemas['Volunteer'];
type Shift = Schemas['ShiftNow'];
type Reload = () => Promise<void>;

export function Volunteers(props: { volunteers: Volunteer[]; onDone: Reload }) {
  const withLeft = useSignal(false);
  const shown = props.volunteers.filter((one) => withLeft.value || !one.left);
  if (props.volunteers.length === 0) return <p>{t('volunteer-none')}</p>;
  return (
    <>
      {props.volunteers.some((one) => one.left) && (
        <Check
          label={t('volunteer-with-left')}
          checked={withLeft.value}
          onChange={(checked) => (withLeft.value = checked)}
        />
      )}
      <ul class="roster">
        {shown.map((one) => (
          <One key={one.id} volunteer={one} onDone={props.onDone} />
        ))}
      </ul>
    </>
  );
}

function One({ volunteer, onDone }: { volunteer: Volunteer; onDone: Reload }) {
  const saving = useSaving();
  const params = { path: { id: volunteer.id } };

  async function leave(): Promise<void> {
    const body = { left: !volunteer.left };
    const done = await saving.run(() =>
      take(api.PATCH('/api/v1/volunteers/{id}', { params, body })),
    );
    if (done != null) await onDone();
  }

  return (
    <li>
      <p>
        <span class="name">{volunteer.name}</span> <span class="kana">{volunteer.kana}</span>
        {volunteer.left && <span class="state">{t('volunteer-left')}</span>}
      </p>
      <Hours shift={volunteer.shift} />
      <p class="facts">
        {volunteer.skills.map((skill) => label('skill', skill)).join(' ')} {volunteer.remark}{' '}
        {volunteer.phone}
      </p>
      <Refusal problem={saving.problem} />
      <div class="actions">
        <TapButton
          name={volunteer.name}
          shift={volunteer.shift}
          who={{ volunteer: volunteer.id }}
          onDone={onDone}
        />
        <a class="button" href={href('volunteers', volunteer.id)}>
          {t('volunteer-card')}
        </a>
        {volunteer.shift.on_since == null && (
          <button type="button" class="button" disabled={saving.busy} onClick={() => void leave()}>
            {volunteer.left ? t('volunteer-back') : t('volunteer-leave')}
          </button>
        )}
      </div>
    </li>
  );
}

export function StaffShifts(props: { staff: Schemas['StaffOnShift'][]; onDone: Reload }) {
  return (
    <ul class="roster">
      {props.staff.map((one) => (
        <li key={one.number}>
          <p>
            <span class="code">{one.number}</span>{' '}
            <span class="name">{one.name ?? t('staff-not-on-roster')}</span>
          </p>
          <Hours shift={one.shift} />
          {one.name != null && (
            <TapButton
              name={one.name}
              shift={one.shift}
              who={{ text: one.number }}
              onDone={props.onDone}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function Hours({ shift }: { shift: Shift }) {
  return (
    <p class="roster-report">
      {shift.on_since == null ? (
        <span class="state">{t('shift-off')}</span>
      ) : (
        <span class="state state-staying">{t('shift-since', { at: moment(shift.on_since) })}</span>
      )}
      {shift.tired && <span class="state state-severe">{t('shift-tired')}</span>}
      <span>{t('shift-today', { hours: inHours(shift.today_minutes) })}</span>
      <span>{t('shift-all', { hours: inHours(shift.all_minutes) })}</span>
    </p>
  );
}

function TapButton(props: {
  name: string;
  shift: Shift;
  who: { volunteer: string } | { text: string };
  onDone: Reload;
}) {
  const saving = useSaving();
  const action = props.shift.on_since == null ? 'begin' : 'end';

  async function tap(): Promise<void> {
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/shifts', { body: { key, action, ...props.who } })),
    );
    if (done != null) await props.onDone();
  }

  return (
    <>
      <button
        type="button"
        class="button button-main"
        aria-label={`${label('shift-action', action)} ${props.name}`}
        disabled={saving.busy}
        onClick={() => void tap()}
      >
        {label('shift-action', action)}
      </button>
      <Refusal problem={saving.problem} />
    </>
  );
}
