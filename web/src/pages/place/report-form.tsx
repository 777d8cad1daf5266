// 避難所の状況, in the words of the official item list. Filled from the last report; what nobody
// knows stays unknown.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { openingValues, supplyValues, usableValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { Choice, Select, TextArea } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { options, said } from '../../ui/words';
import { ObservedAt, observedAt } from './observed';

const LIFELINES = ['electricity', 'gas', 'tap_water', 'sewage', 'telephone', 'internet'] as const;
const SUPPLIES = ['drinking_water', 'domestic_water', 'food', 'fuel'] as const;
const CHOSEN = ['opening', ...LIFELINES, ...SUPPLIES] as const;
type Draft = Record<(typeof CHOSEN)[number] | 'door_facts' | 'note', string>;

function draftOf(report: Schemas['Report'] | null | undefined): Draft {
  const chosen = CHOSEN.map((field) => [field, report?.[field] ?? 'unknown']);
  return {
    ...(Object.fromEntries(chosen) as Draft),
    door_facts: report?.door_facts ?? '',
    note: report?.note ?? '',
  };
}

function toRequest(draft: Draft, observed: string, key: string): Schemas['NewReport'] {
  return {
    ...(draft as unknown as Schemas['NewReport']),
    door_facts: said(draft.door_facts),
    note: said(draft.note),
    observed_at: observedAt(observed),
    key,
  };
}

export function ReportForm(props: { place: Schemas['Place']; onDone: () => Promise<void> }) {
  const draft = useSignal(draftOf(props.place.report));
  const observed = useSignal('');
  const saved = useSignal(false);
  const saving = useSaving();
  const set = (part: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...part };
    saved.value = false;
  };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const params = { path: { place: props.place.id } };
    const done = await saving.run((key) => {
      const body = toRequest(draft.value, observed.value, key);
      return take(api.POST('/api/v1/places/{place}/reports', { params, body }));
    });
    if (done == null) return;
    observed.value = '';
    saved.value = true;
    await props.onDone();
  }

  return (
    <form class="form" onSubmit={submit}>
      <Choice
        label={t('opening')}
        required
        value={draft.value.opening}
        options={options('opening', openingValues)}
        onChange={(opening) => set({ opening })}
      />
      <fieldset class="group counts">
        <legend>{t('lifelines')}</legend>
        {LIFELINES.map((field) => (
          <Select
            key={field}
            label={label('report', field)}
            value={draft.value[field]}
            options={options('usable', usableValues)}
            onChange={(value) => set({ [field]: value })}
          />
        ))}
      </fieldset>
      <fieldset class="group">
        <legend>{t('provisions')}</legend>
        {SUPPLIES.map((field) => (
          <Select
            key={field}
            label={label('report', field)}
            value={draft.value[field]}
            options={options('supply', supplyValues)}
            onChange={(value) => set({ [field]: value })}
          />
        ))}
      </fieldset>
      <TextArea
        label={t('door-facts')}
        hint={t('door-facts-hint')}
        value={draft.value.door_facts}
        onInput={(text) => set({ door_facts: text })}
      />
      <TextArea label={t('note')} value={draft.value.note} onInput={(note) => set({ note })} />
      <ObservedAt text={observed.value} onInput={(text) => (observed.value = text)} />
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('report-save')}
      </button>
    </form>
  );
}
