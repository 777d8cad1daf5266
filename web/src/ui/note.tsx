// What went wrong or well, in a sentence, announced to screen readers.
import type { ComponentChildren } from 'preact';
import type { Refused, Schemas } from '../api/client';
import { moment } from '../clock';
import { has, label, t } from '../i18n';

/** The sentence for a refusal: ours by its code, else the node's own. */
export function sentence(problem: Refused): string {
  const key = `error-${problem.code.replaceAll(/[_.]/g, '-')}`;
  if (problem.code === 'unreachable') return t('refused-unreachable');
  if (problem.code === 'unreadable_file') return t('refused-unreadable-file');
  if (has(key)) return t(key);
  return problem.message === '' ? t('refused-unexpected') : problem.message;
}

/** What is wrong with one field, by the node's code for it. */
export function fieldSentence(code: string | undefined): string | undefined {
  if (code == null) return undefined;
  const key = `field-${code.replaceAll(/[_.]/g, '-')}`;
  return has(key) ? t(key) : t('refused-field');
}

/** `persons.2.details.birth` as people say it: which person, which field. */
function fieldWords(path: string): string {
  const parts = path.split('.');
  const person = parts.find((part) => /^\d+$/.test(part));
  const name = label('field-name', parts.at(-1) ?? '');
  return person == null ? name : `${t('person-n', { n: Number(person) + 1 })} ${name}`;
}

export function Refusal(props: { problem: Refused | undefined }) {
  const { problem } = props;
  return (
    <div role="alert" class="alert-slot">
      {problem != null && (
        <div class="note note-error">
          <p>{sentence(problem)}</p>
          {problem.fields.length > 0 && (
            <ul>
              {problem.fields.map((field) => (
                <li key={field.path}>
                  {fieldWords(field.path)} {fieldSentence(field.code)}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  );
}

/** "Saved here": on this laptop's disk. Says nothing of HQ. */
export function SavedTick(props: { children?: ComponentChildren }) {
  return (
    <p class="saved" role="status">
      <svg class="tick" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 12.5 10 18 20 6.5" />
      </svg>
      {props.children ?? t('saved-here')}
    </p>
  );
}

/** Whether HQ has it (本部受領): of what is shown, all of it. The words carry it, not the colour. */
export function HqTick(props: { kept: Schemas['Kept'] }) {
  const { state, as_of } = props.kept.hq;
  return (
    <span class={`kept kept-${state.replace('_', '-')}`}>
      {label('hq-state', state)}
      {as_of != null && ` ${t('as-of', { at: moment(as_of) })}`}
    </span>
  );
}

/** Stands where data will be: loading, refused, or none. */
export function Waiting(props: { problem: Refused | undefined }) {
  if (props.problem != null) return <Refusal problem={props.problem} />;
  return <p class="waiting">{t('loading')}</p>;
}
