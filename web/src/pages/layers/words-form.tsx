// What people say of a layer. All that must be there before it may be published is marked.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { api, take } from '../../api/client';
import { platformValues, positioningValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { Choice, Select, TextArea, TextField } from '../../ui/field';
import { fieldSentence, Refusal, SavedTick } from '../../ui/note';
import { options } from '../../ui/words';
import { changed, draftOf, saysNothing, type Draft, type YesNo } from './draft';
import type { Shown } from './one';

interface Fields {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  error: (field: string) => string | undefined;
}

export function WordsForm({ card, onDone }: Shown) {
  const before = useRef(draftOf(card.words));
  const draft = useSignal(before.current);
  const saved = useSignal(false);
  const gsdWrong = useSignal(false);
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = changed(before.current, draft.value);
    gsdWrong.value = body == null;
    if (body == null || saysNothing(body)) return;
    const params = { path: { id: card.id } };
    const answer = await saving.run(() => take(api.PATCH('/api/v1/layers/{id}', { params, body })));
    if (answer == null) return;
    before.current = draft.value;
    saved.value = true;
    await onDone();
  }

  const fields: Fields = {
    draft: draft.value,
    set: (change) => {
      saved.value = false;
      draft.value = { ...draft.value, ...change };
    },
    error: (field) =>
      field === 'gsd_mm' && gsdWrong.value
        ? t('layers-gsd-wrong')
        : fieldSentence(saving.field(field)),
  };
  return (
    <section aria-labelledby="words-head">
      <h2 id="words-head">{t('layers-words')}</h2>
      <form class="card form" onSubmit={submit}>
        <Text fields={fields} field="title" required />
        <Flight fields={fields} ofPhotos={card.photos != null} />
        <Terms fields={fields} />
        <Tracing fields={fields} />
        <Text fields={fields} field="note" long />
        <Refusal problem={saving.problem} />
        {saved.value && <SavedTick />}
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('save')}
        </button>
      </form>
    </section>
  );
}

type TextOf = Exclude<keyof Draft, 'gsd' | 'platform' | 'positioning'>;

function Text(props: {
  fields: Fields;
  field: TextOf;
  hint?: string;
  type?: 'datetime-local';
  required?: true;
  long?: true;
}) {
  const { fields, field, hint, type, required, long } = props;
  const common = {
    label: field === 'title' ? t('layers-title') : label('field-name', field),
    error: fields.error(field),
    value: fields.draft[field],
    onInput: (value: string) => fields.set({ [field]: value }),
    ...(hint != null && { hint }),
  };
  // Marked, not enforced: a draft is saved with as much as is known.
  const name = required === true ? { ...common, label: mark(common.label) } : common;
  if (long === true) return <TextArea {...name} />;
  return <TextField {...name} {...(type != null && { type })} />;
}

function mark(name: string): string {
  return t('layers-needed', { name });
}

function Group(props: { legend: string; children: ComponentChildren }) {
  return (
    <fieldset class="group">
      <legend>{props.legend}</legend>
      {props.children}
    </fieldset>
  );
}

function YesOrNo(props: {
  fields: Fields;
  field: 'tracing_permitted' | 'georeference_checked';
  hint: string;
}) {
  const { fields, field } = props;
  return (
    <Choice
      label={mark(label('field-name', field))}
      hint={props.hint}
      error={fields.error(field)}
      value={fields.draft[field]}
      options={options('layer-answer', ['yes', 'no'])}
      onChange={(value) => fields.set({ [field]: value as YesNo })}
    />
  );
}

/** Photos have no pixels on the ground, and stand where their receiver said. */
function Flight(props: { fields: Fields; ofPhotos: boolean }) {
  const { fields, ofPhotos } = props;
  const { draft, set, error } = fields;
  return (
    <Group legend={t('layers-flight')}>
      <Text fields={fields} field="captured_at" type="datetime-local" required />
      <Text fields={fields} field="captured_until" type="datetime-local" />
      <Select
        label={mark(label('field-name', 'platform'))}
        empty={t('layers-choose')}
        error={error('platform')}
        value={draft.platform}
        options={options('platform', platformValues)}
        onChange={(platform) => set({ platform })}
      />
      <Select
        label={mark(label('field-name', 'positioning'))}
        empty={t('layers-choose')}
        error={error('positioning')}
        value={draft.positioning}
        options={options('positioning', positioningValues)}
        onChange={(positioning) => set({ positioning })}
      />
      {!ofPhotos && (
        <>
          <TextField
            label={mark(label('field-name', 'gsd_mm'))}
            hint={t('layers-gsd-hint')}
            error={error('gsd_mm')}
            value={draft.gsd}
            onInput={(gsd) => set({ gsd })}
          />
          <YesOrNo
            fields={fields}
            field="georeference_checked"
            hint={t('layers-georeference-hint')}
          />
        </>
      )}
      <Text fields={fields} field="sensor" />
    </Group>
  );
}

function Terms(props: { fields: Fields }) {
  const { fields } = props;
  return (
    <Group legend={t('layers-terms')}>
      <Text fields={fields} field="provider" required />
      <Text fields={fields} field="contact" hint={t('layers-contact-hint')} required />
      <Text fields={fields} field="licence" hint={t('layers-licence-hint')} required />
      <Text fields={fields} field="licence_url" />
    </Group>
  );
}

/** A licence does not say it: permission to trace is a fact of its own. */
function Tracing(props: { fields: Fields }) {
  const { fields } = props;
  return (
    <Group legend={t('layers-tracing')}>
      <YesOrNo fields={fields} field="tracing_permitted" hint={t('layers-tracing-hint')} />
      {fields.draft.tracing_permitted === 'yes' && (
        <>
          <Text fields={fields} field="tracing_by" required />
          <Text fields={fields} field="tracing_at" type="datetime-local" required />
          <Text
            fields={fields}
            field="tracing_text"
            hint={t('layers-tracing-text-hint')}
            required
            long
          />
        </>
      )}
    </Group>
  );
}
