// One look at a place, in the words of the official item list. Each field says what it was last and
// how long ago; left alone it stays so. "Unknown" is an answer of its own and never 0.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { age, fromLocalInput, localInput, now } from '../../clock';
import { t } from '../../i18n';
import { Check, Select, TextArea, TextField } from '../../ui/field';
import { fieldSentence, Refusal, SavedTick } from '../../ui/note';
import { options, said, whole } from '../../ui/words';
import { HowHeard, UNHEARD } from './heard';
import { isSaid, ObservedAt, observedAt, UNASKED } from './observed';
import {
  FIELDS,
  GROUPS,
  nameOf,
  saidOf,
  unknownWord,
  valueInWords,
  type Field,
} from './report-fields';

type Draft = Partial<Record<Field['name'], string>>;

const UNKNOWN = 'unknown';
/** Unknown is a word of these lists themselves. */
const knowsUnknown = (field: Field): boolean => field.values.includes(UNKNOWN);

/** What is typed, as the API takes it; `undefined` where it is not of the field's kind. */
function typed(field: Field, text: string): string | number | boolean | undefined {
  if (field.kind === 'number') return whole(text) ?? undefined;
  if (field.kind === 'moment') return fromLocalInput(text);
  if (field.kind === 'flag') return text === 'yes';
  return text;
}

function toRequest(draft: Draft): Omit<Schemas['NewReport'], 'key' | 'observed_at' | 'via'> {
  const looked: Record<string, unknown> = {};
  const unknown: Field['name'][] = [];
  for (const field of FIELDS) {
    const text = said(draft[field.name] ?? '');
    if (text == null) continue;
    if (text === UNKNOWN && !knowsUnknown(field)) unknown.push(field.name);
    else looked[field.name] = typed(field, text);
  }
  return { ...looked, unknown };
}

function isWrong(field: Field, draft: Draft): boolean {
  const text = said(draft[field.name] ?? '');
  return text != null && text !== UNKNOWN && typed(field, text) === undefined;
}

/** 開設 asks for 開設日時 and 閉鎖 for 閉鎖日時, where they do not stand already. */
function missingTime(draft: Draft, daily: Schemas['Daily']): Field['name'] | undefined {
  const time = { open: 'opened_at', closed: 'closed_at' } as const;
  const { opening } = draft;
  if (opening !== 'open' && opening !== 'closed') return undefined;
  const was = saidOf(daily, 'opening')?.value;
  const still = was === opening && saidOf(daily, time[opening])?.value != null;
  return still || said(draft[time[opening]] ?? '') != null ? undefined : time[opening];
}

export function ReportForm(props: {
  place: string;
  /** Another place than this laptop's own. */
  elsewhere: boolean;
  daily: Schemas['Daily'];
  onDone: () => Promise<void>;
}) {
  const { place, daily } = props;
  const form = useRef<HTMLFormElement>(null);
  const draft = useSignal<Draft>({});
  const observed = useSignal(UNASKED);
  const heard = useSignal(UNHEARD);
  const tried = useSignal(false);
  const saved = useSignal(false);
  const saving = useSaving();
  const set = (part: Draft): void => {
    draft.value = { ...draft.value, ...part };
    saved.value = false;
  };
  const nothing = FIELDS.every(({ name }) => said(draft.value[name] ?? '') == null);
  const missing = missingTime(draft.value, daily);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    tried.value = true;
    const wrong = FIELDS.some((field) => isWrong(field, draft.value));
    const unheard = props.elsewhere && heard.value.via === '';
    if (nothing || wrong || missing != null || !isSaid(observed.value) || unheard) {
      // After the errors are drawn.
      setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
      return;
    }
    const params = { path: { place } };
    const done = await saving.run((key) => {
      const via = props.elsewhere ? (heard.value.via as Schemas['Via']) : null;
      const body = { ...toRequest(draft.value), observed_at: observedAt(observed.value), via, key };
      return take(api.POST('/api/v1/places/{place}/reports', { params, body }));
    });
    if (done == null) return;
    draft.value = {};
    observed.value = UNASKED;
    heard.value = UNHEARD;
    tried.value = false;
    saved.value = true;
    await props.onDone();
  }

  return (
    <form class="form report" ref={form} onSubmit={submit} noValidate>
      <p class="hint">{t('report-hint')}</p>
      <ObservedAt
        value={observed.value}
        wrong={tried.value}
        onInput={(value) => (observed.value = value)}
      />
      {props.elsewhere && (
        <HowHeard
          value={heard.value}
          wrong={tried.value}
          asksBy={false}
          onInput={(value) => (heard.value = value)}
        />
      )}
      {GROUPS.map((group) => (
        <fieldset key={group.name} class="group">
          <legend>{t(`report-group-${group.name}`)}</legend>
          <div class="report-fields">
            {group.fields.map((field) => (
              <Asked
                key={field.name}
                field={field}
                last={saidOf(daily, field.name)}
                text={draft.value[field.name] ?? ''}
                error={
                  (tried.value && isWrong(field, draft.value) ? t('report-number') : undefined) ??
                  (tried.value && missing === field.name
                    ? t('report-needs-time', { field: nameOf(field) })
                    : undefined) ??
                  fieldSentence(saving.field(field.name))
                }
                onInput={(text) => set({ [field.name]: text })}
              />
            ))}
          </div>
        </fieldset>
      ))}
      <div role="alert" class="alert-slot">
        {tried.value && nothing && <p class="field-error">{t('report-nothing')}</p>}
        {tried.value && !nothing && (missing != null || !isSaid(observed.value)) && (
          <p class="field-error">{t('report-check')}</p>
        )}
      </div>
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('report-save')}
      </button>
    </form>
  );
}

interface AskedProps {
  field: Field;
  last: Schemas['ReportSaid'] | undefined;
  text: string;
  error: string | undefined;
  onInput: (text: string) => void;
}

function Asked(props: AskedProps) {
  const { field, last, text, error, onInput } = props;
  const known = valueInWords(field, last?.value);
  const when = last?.age == null ? '' : age(last.age.observed_at).text;
  if (field.kind === 'word' || field.kind === 'flag') {
    const before =
      last == null
        ? t('report-never')
        : known == null
          ? t('report-before-unknown', { age: when })
          : t('report-before', { value: known, age: when });
    const values = options(field.family, field.values);
    if (!knowsUnknown(field)) values.push({ value: UNKNOWN, text: unknownWord() });
    return (
      <Select
        label={nameOf(field)}
        error={error}
        value={text}
        empty={before}
        options={values}
        onChange={onInput}
      />
    );
  }
  const hint = known == null ? t('report-never') : t('report-last', { value: known, age: when });
  const isUnknown = text === UNKNOWN;
  const common = { label: nameOf(field), hint, error, value: isUnknown ? '' : text, onInput };
  const isTime = field.kind === 'moment';
  return (
    <div class="report-typed">
      {field.kind === 'prose' ? (
        <TextArea {...common} />
      ) : isTime ? (
        <TextField {...common} type="datetime-local" max={localInput(now.peek())} />
      ) : (
        <TextField {...common} {...(field.kind === 'number' && { inputMode: 'numeric' })} />
      )}
      {(isTime || known != null || isUnknown) && (
        <Check
          label={t(isTime ? 'report-time-unknown' : 'report-now-unknown', { field: nameOf(field) })}
          checked={isUnknown}
          onChange={(on) => onInput(on ? UNKNOWN : '')}
        />
      )}
    </div>
  );
}
