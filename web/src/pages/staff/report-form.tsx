// A safety report, of oneself or taken from another.
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { api, take, type Schemas } from '../../api/client';
import {
  canReportValues,
  etaValues,
  familySafetyValues,
  houseValues,
  safetyValues,
  whereaboutsValues,
} from '../../api/schema';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Choice, TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { options, said } from '../../ui/words';

type Report = Schemas['NewStaffReport'];

const EMPTY = {
  number: '',
  own: '',
  can_report: '',
  eta: '',
  family: '',
  house: '',
  whereabouts: '',
  gathering_place: '',
  comment: '',
  proxy: '',
};
type Draft = typeof EMPTY;

function toRequest(draft: Draft, key: string): Report {
  const parts = Object.entries(draft).map(([name, text]) => [name, said(text)]);
  // The first word: a choice from the list is `number name`.
  const number = draft.number.normalize('NFKC').trim().split(/\s+/)[0];
  return { ...Object.fromEntries(parts), number, key } as Report;
}

export function StaffReportForm(props: {
  staff: Schemas['StaffMember'][];
  onDone: () => Promise<void>;
}) {
  const list = useId();
  const draft = useSignal<Draft>(EMPTY);
  const wrong = useSignal<'number' | 'own' | undefined>(undefined);
  const saved = useSignal(false);
  const saving = useSaving();
  const value = draft.value;
  const set = (part: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...part };
    saved.value = false;
  };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    wrong.value = value.number.trim() === '' ? 'number' : value.own === '' ? 'own' : undefined;
    if (wrong.value != null) return;
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/staff/reports', { body: toRequest(draft.value, key) })),
    );
    if (done == null) return;
    draft.value = EMPTY;
    saved.value = true;
    await props.onDone();
  }

  return (
    <form class="form" onSubmit={submit}>
      <TextField
        label={t('staff-number')}
        hint={t('staff-number-hint')}
        required
        list={list}
        error={wrong.value === 'number' ? t('staff-number-missing') : undefined}
        value={value.number}
        onInput={(number) => set({ number })}
      />
      <datalist id={list}>
        {props.staff.map((member) => (
          <option key={member.number} value={`${member.number} ${member.name}`}>
            {member.department}
          </option>
        ))}
      </datalist>
      <Choice
        label={t('staff-own')}
        required
        error={wrong.value === 'own' ? t('staff-own-missing') : undefined}
        value={value.own}
        options={options('safety', safetyValues)}
        onChange={(own) => set({ own })}
      />
      <Choice
        label={t('staff-can-report')}
        value={value.can_report}
        options={options('can-report', canReportValues)}
        onChange={(can) => set({ can_report: can })}
      />
      <Choice
        label={t('staff-eta')}
        value={value.eta}
        options={options('eta', etaValues)}
        onChange={(eta) => set({ eta })}
      />
      <details class="more">
        <summary>{t('staff-more')}</summary>
        <Choice
          label={t('staff-family')}
          value={value.family}
          options={options('family-safety', familySafetyValues)}
          onChange={(family) => set({ family })}
        />
        <Choice
          label={t('staff-house')}
          value={value.house}
          options={options('house', houseValues)}
          onChange={(house) => set({ house })}
        />
        <Choice
          label={t('staff-whereabouts')}
          value={value.whereabouts}
          options={options('whereabouts', whereaboutsValues)}
          onChange={(whereabouts) => set({ whereabouts })}
        />
        <TextField
          label={t('staff-gathering-place')}
          value={value.gathering_place}
          onInput={(place) => set({ gathering_place: place })}
        />
        <TextField
          label={t('staff-proxy')}
          hint={t('staff-proxy-hint')}
          value={value.proxy}
          onInput={(proxy) => set({ proxy })}
        />
        <TextField
          label={t('comment')}
          value={value.comment}
          onInput={(comment) => set({ comment })}
        />
      </details>
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('staff-save')}
      </button>
    </form>
  );
}
