// A count by looking, or from the list. An empty field was not counted, which is not 0. People in
// the shelter and people known outside it are two numbers, always, each a number or "unknown".
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { countSourceValues, slotValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { age } from '../../clock';
import { count, label, t } from '../../i18n';
import { Check, Choice, Select, TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { options, said, whole } from '../../ui/words';
import { HowHeard, UNHEARD } from './heard';
import { isSaid, ObservedAt, observedAt, UNASKED } from './observed';

const PAIR = ['in_shelter', 'outside_known'] as const;
const PARTS = ['men', 'women', 'sex_unknown', 'infants', 'needs_care', 'voluntary'] as const;
const HOUSEHOLDS = ['households', 'outside_households'] as const;
const FIELDS = [...PAIR, ...HOUSEHOLDS, ...PARTS] as const;
type Field = (typeof FIELDS)[number];
type Draft = Record<Field, string>;

const EMPTY = Object.fromEntries(FIELDS.map((field) => [field, ''])) as Draft;
const ASKED_SOURCES = countSourceValues.filter((source) => source !== 'import');

export function HeadcountForm(props: {
  place: string;
  /** Another place than this laptop's own. */
  elsewhere: boolean;
  daily: Schemas['Daily'];
  onDone: () => Promise<void>;
}) {
  const { daily } = props;
  const draft = useSignal<Draft>(EMPTY);
  const unknown = useSignal<readonly Field[]>([]);
  const slot = useSignal('');
  const source = useSignal('counted');
  const observed = useSignal(UNASKED);
  const heard = useSignal(UNHEARD);
  const tried = useSignal(false);
  const saved = useSignal(false);
  const saving = useSaving();

  const number = (field: Field): number | null => whole(draft.value[field]);
  const typed = FIELDS.filter((field) => draft.value[field].trim() !== '');
  const wrong = typed.filter((field) => number(field) == null);
  const open = PAIR.filter((field) => !typed.includes(field) && !unknown.value.includes(field));
  const sum = sumOf(number('men'), number('women'), number('sex_unknown'));
  const differs = sum != null && number('in_shelter') != null && sum !== number('in_shelter');

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    tried.value = true;
    if (wrong.length > 0 || open.length > 0 || differs || !isSaid(observed.value)) return;
    if (props.elsewhere && heard.value.via === '') return;
    const counts = Object.fromEntries(typed.map((field) => [field, number(field)]));
    const params = { path: { place: props.place } };
    const done = await saving.run((key) => {
      const body: Schemas['NewHeadcount'] = {
        key,
        observed_at: observedAt(observed.value),
        slot: slot.value === '' ? null : (slot.value as Schemas['Slot']),
        count_source: source.value as Schemas['CountSource'],
        ...(props.elsewhere && {
          via: heard.value.via as Schemas['Via'],
          told_by: said(heard.value.by) ?? null,
        }),
        ...counts,
      };
      return take(api.POST('/api/v1/places/{place}/headcounts', { params, body }));
    });
    if (done == null) return;
    draft.value = EMPTY;
    unknown.value = [];
    observed.value = UNASKED;
    heard.value = UNHEARD;
    tried.value = false;
    saved.value = true;
    await props.onDone();
  }

  function set(field: Field, text: string): void {
    draft.value = { ...draft.value, [field]: text };
    unknown.value = unknown.value.filter((other) => other !== field);
    saved.value = false;
  }

  const error = (field: Field): string | undefined => {
    if (!tried.value) return undefined;
    if (wrong.includes(field)) return t('count-not-a-number');
    if (open.some((other) => other === field)) return t('headcount-needs-both');
    if (field === 'in_shelter' && differs) return t('headcount-sum', { sum: count(sum) });
    return undefined;
  };
  const field = (name: Field) => (
    <TextField
      key={name}
      label={label('count', name)}
      inputMode="numeric"
      error={error(name)}
      {...lastHint(daily, name)}
      value={draft.value[name]}
      onInput={(text) => set(name, text)}
    />
  );
  const orUnknown = (name: Field) => (
    <div class="report-typed" key={name}>
      {field(name)}
      <Check
        label={t('headcount-unknown', { field: label('count', name) })}
        checked={unknown.value.includes(name)}
        onChange={(on) => {
          set(name, '');
          if (on) unknown.value = [...unknown.value, name];
        }}
      />
    </div>
  );

  return (
    <form class="form" onSubmit={submit} noValidate>
      <p class="hint">{t('headcount-hint')}</p>
      <ObservedAt
        value={observed.value}
        wrong={tried.value}
        onInput={(value) => (observed.value = value)}
      />
      {props.elsewhere && (
        <HowHeard
          value={heard.value}
          wrong={tried.value}
          asksBy
          onInput={(value) => (heard.value = value)}
        />
      )}
      <Choice
        label={t('headcount-slot')}
        value={slot.value}
        options={[...options('slot', slotValues), { value: '', text: t('headcount-slot-other') }]}
        onChange={(value) => (slot.value = value)}
      />
      <p class="hint">{t('headcount-both')}</p>
      <div class="columns">
        <fieldset class="group">
          <legend>{t('headcount-inside')}</legend>
          {daily.on_list != null && (
            <OnList
              list={daily.on_list}
              onTake={(people) => {
                set('in_shelter', String(people));
                source.value = 'roster';
              }}
            />
          )}
          {orUnknown('in_shelter')}
          {field('households')}
        </fieldset>
        <fieldset class="group">
          <legend>{t('headcount-outside')}</legend>
          {orUnknown('outside_known')}
          {field('outside_households')}
        </fieldset>
      </div>
      <details class="more">
        <summary>{t('headcount-parts')}</summary>
        <div class="counts">{PARTS.map(field)}</div>
        <Select
          label={t('headcount-source')}
          value={source.value}
          options={options('count-source', ASKED_SOURCES)}
          onChange={(value) => (source.value = value)}
        />
      </details>
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('headcount-save')}
      </button>
    </form>
  );
}

/** The whole, where all of it was counted by sex. */
function sumOf(men: number | null, women: number | null, other: number | null): number | null {
  return men == null || women == null ? null : men + women + (other ?? 0);
}

function lastHint(daily: Schemas['Daily'], field: Field): { hint?: string } {
  const last = daily.newest?.[field];
  if (last == null || daily.newest?.age == null) return {};
  const when = age(daily.newest.age.observed_at).text;
  return { hint: t('report-last', { value: count(last), age: when }) };
}

function OnList(props: { list: Schemas['OnList']; onTake: (people: number) => void }) {
  const { staying, disputed } = props.list;
  return (
    <p class="on-list">
      {t('headcount-on-list', { n: staying })}{' '}
      {disputed > 0 && t('headcount-on-list-disputed', { n: disputed })}{' '}
      <button type="button" class="button" onClick={() => props.onTake(staying)}>
        {t('headcount-take-list')}
      </button>
    </p>
  );
}
