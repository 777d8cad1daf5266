// One look at a place, in the words of the official item list. What was not looked at is left
// out, and keeps what was last said of it.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { crowdingValues, openingValues, supplyLevelValues, usableValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { Select, TextArea, TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { options, said } from '../../ui/words';
import { LIFELINES, SUPPLIES } from './now';
import { ObservedAt, observedAt } from './observed';

const TEXTS = ['delivery_hours', 'unloaders', 'note'] as const;
const FIELDS = ['opening', 'crowding', ...LIFELINES, ...SUPPLIES, ...TEXTS] as const;
type Draft = Record<(typeof FIELDS)[number], string>;

const EMPTY = Object.fromEntries(FIELDS.map((field) => [field, ''])) as Draft;

function toRequest(draft: Draft, observed: string, key: string): Schemas['NewReport'] {
  const looked = Object.fromEntries(FIELDS.map((field) => [field, said(draft[field])]));
  return { ...looked, observed_at: observedAt(observed), key };
}

export function ReportForm(props: { place: string; onDone: () => Promise<void> }) {
  const draft = useSignal(EMPTY);
  const observed = useSignal('');
  const nothing = useSignal(false);
  const saved = useSignal(false);
  const saving = useSaving();
  const set = (part: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...part };
    saved.value = false;
  };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    nothing.value = FIELDS.every((field) => said(draft.value[field]) == null);
    if (nothing.value) return;
    const params = { path: { place: props.place } };
    const done = await saving.run((key) => {
      const body = toRequest(draft.value, observed.value, key);
      return take(api.POST('/api/v1/places/{place}/reports', { params, body }));
    });
    if (done == null) return;
    draft.value = EMPTY;
    observed.value = '';
    saved.value = true;
    await props.onDone();
  }

  const select = (field: (typeof FIELDS)[number], family: string, values: readonly string[]) => (
    <Select
      key={field}
      label={label('report', field)}
      value={draft.value[field]}
      empty={t('not-looked')}
      options={options(family, values)}
      onChange={(value) => set({ [field]: value })}
    />
  );

  return (
    <form class="form" onSubmit={submit}>
      <p class="hint">{t('report-hint')}</p>
      <div class="counts">
        {select('opening', 'opening', openingValues)}
        {select('crowding', 'crowding', crowdingValues)}
      </div>
      <fieldset class="group counts">
        <legend>{t('lifelines')}</legend>
        {LIFELINES.map((field) => select(field, 'usable', usableValues))}
      </fieldset>
      <fieldset class="group">
        <legend>{t('provisions')}</legend>
        {SUPPLIES.map((field) => select(field, 'supply-level', supplyLevelValues))}
      </fieldset>
      <details class="more">
        <summary>{t('door-facts')}</summary>
        <TextField
          label={t('report-delivery-hours')}
          value={draft.value.delivery_hours}
          onInput={(text) => set({ delivery_hours: text })}
        />
        <TextField
          label={t('report-unloaders')}
          value={draft.value.unloaders}
          onInput={(text) => set({ unloaders: text })}
        />
        <TextArea label={t('note')} value={draft.value.note} onInput={(note) => set({ note })} />
      </details>
      <ObservedAt text={observed.value} onInput={(text) => (observed.value = text)} />
      {nothing.value && <p class="field-error">{t('report-nothing')}</p>}
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('report-save')}
      </button>
    </form>
  );
}
