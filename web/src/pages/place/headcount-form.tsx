// A count by looking. An empty field was not counted, which is not 0. People in the shelter and
// people known outside it are two numbers, never one.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { whole } from '../../ui/words';
import { ObservedAt, observedAt } from './observed';

const INSIDE = ['in_shelter', 'households'] as const;
const PARTS = ['men', 'women', 'sex_unknown', 'infants', 'needs_care'] as const;
const OUTSIDE = ['outside_known', 'outside_households'] as const;
const FIELDS = [...INSIDE, ...PARTS, ...OUTSIDE];
type Field = (typeof FIELDS)[number];
type Draft = Record<Field, string>;

const EMPTY = Object.fromEntries(FIELDS.map((field) => [field, ''])) as Draft;

export function HeadcountForm(props: { place: string; onDone: () => Promise<void> }) {
  const draft = useSignal<Draft>(EMPTY);
  const observed = useSignal('');
  const wrong = useSignal<Field[]>([]);
  const nothing = useSignal(false);
  const saved = useSignal(false);
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const typed = FIELDS.filter((field) => draft.value[field].trim() !== '');
    wrong.value = typed.filter((field) => whole(draft.value[field]) == null);
    nothing.value = typed.length === 0;
    if (wrong.value.length > 0 || nothing.value) return;
    const counts = Object.fromEntries(typed.map((field) => [field, whole(draft.value[field])]));
    const params = { path: { place: props.place } };
    const done = await saving.run((key) => {
      const body: Schemas['NewHeadcount'] = {
        key,
        observed_at: observedAt(observed.value),
        ...counts,
      };
      return take(api.POST('/api/v1/places/{place}/headcounts', { params, body }));
    });
    if (done == null) return;
    draft.value = EMPTY;
    observed.value = '';
    saved.value = true;
    await props.onDone();
  }

  const field = (name: Field) => (
    <TextField
      key={name}
      label={label('count', name)}
      inputMode="numeric"
      error={wrong.value.includes(name) ? t('count-not-a-number') : undefined}
      value={draft.value[name]}
      onInput={(text) => {
        draft.value = { ...draft.value, [name]: text };
        saved.value = false;
      }}
    />
  );

  return (
    <form class="form" onSubmit={submit}>
      <p class="hint">{t('headcount-hint')}</p>
      <fieldset class="group counts">
        <legend>{t('headcount-inside')}</legend>
        {INSIDE.map(field)}
      </fieldset>
      <fieldset class="group counts">
        <legend>{t('headcount-outside')}</legend>
        {OUTSIDE.map(field)}
      </fieldset>
      <details class="more">
        <summary>{t('headcount-parts')}</summary>
        <div class="counts">{PARTS.map(field)}</div>
      </details>
      <ObservedAt text={observed.value} onInput={(text) => (observed.value = text)} />
      {nothing.value && <p class="field-error">{t('headcount-nothing')}</p>}
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('headcount-save')}
      </button>
    </form>
  );
}
