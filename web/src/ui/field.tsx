// Labelled controls. A hint or an error is tied to its control only while it is there.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n';

interface Common {
  label: string;
  hint?: string;
  error?: string | undefined;
  required?: boolean;
}

interface InputProps {
  name?: string;
  type?: 'text' | 'search' | 'password' | 'date' | 'datetime-local';
  inputMode?: 'numeric' | 'tel';
  autoComplete?: 'off' | 'username' | 'current-password' | 'new-password';
  autoFocus?: boolean;
  /** The id of a `<datalist>`. */
  list?: string;
  max?: string;
  value: string;
  onInput: (value: string) => void;
}

export function TextField(props: Common & InputProps) {
  const { label, hint, error, required, onInput, type = 'text', autoFocus, ...rest } = props;
  const input = useRef<HTMLInputElement>(null);
  // The attribute works on the first page alone; forms open later.
  useLayoutEffect(() => {
    if (autoFocus === true) input.current?.focus();
  }, []);
  // Preact's types tell one shape per type; all of ours take the same attributes.
  const kind = { type } as { type: 'text' };
  return (
    <Labelled label={label} hint={hint} error={error} required={required}>
      {(aria) => (
        <input
          ref={input}
          autoComplete="off"
          {...kind}
          {...rest}
          {...aria}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

export function TextArea(
  props: Common & { value: string; rows?: number; onInput: (value: string) => void },
) {
  const { label, hint, error, required, onInput, value, rows } = props;
  return (
    <Labelled label={label} hint={hint} error={error} required={required}>
      {(aria) => (
        <textarea
          rows={rows ?? 2}
          value={value}
          {...aria}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

export interface Option {
  value: string;
  text: string;
}

export function Select(
  props: Common & {
    value: string;
    options: Option[];
    /** What stands first, for "nothing chosen". */
    empty?: string;
    onChange: (value: string) => void;
  },
) {
  const { label, hint, error, required, value, options, empty, onChange } = props;
  return (
    <Labelled label={label} hint={hint} error={error} required={required}>
      {(aria) => (
        <select value={value} {...aria} onChange={(event) => onChange(event.currentTarget.value)}>
          {empty != null && <option value="">{empty}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** A few values, all in sight: one tap or one arrow key. */
export function Choice(
  props: Common & {
    value: string;
    options: Option[];
    onChange: (value: string) => void;
  },
) {
  const name = useId();
  const hintId = useId();
  return (
    <fieldset class="choice" aria-describedby={props.hint == null ? undefined : hintId}>
      <legend>
        {props.label}
        {props.required === true && <RequiredMark />}
      </legend>
      {props.hint != null && (
        <p id={hintId} class="hint">
          {props.hint}
        </p>
      )}
      <div class="choice-options">
        {props.options.map((option) => (
          <label key={option.value} class="choice-option">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === props.value}
              onChange={() => props.onChange(option.value)}
            />
            <span>{option.text}</span>
          </label>
        ))}
      </div>
      {props.error != null && <p class="field-error">{props.error}</p>}
    </fieldset>
  );
}

export function Check(props: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}

interface Aria {
  id: string;
  required?: boolean;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

function Labelled(props: {
  label: string;
  hint: string | undefined;
  error: string | undefined;
  required: boolean | undefined;
  children: (aria: Aria) => ComponentChildren;
}) {
  const id = useId();
  const described = [
    props.hint == null ? [] : [`${id}-hint`],
    props.error == null ? [] : [`${id}-error`],
  ].flat();
  const aria: Aria = {
    id,
    ...(props.required === true && { required: true }),
    ...(described.length > 0 && { 'aria-describedby': described.join(' ') }),
    ...(props.error != null && { 'aria-invalid': true }),
  };
  return (
    <div class="field">
      <label for={id}>
        {props.label}
        {props.required === true && <RequiredMark />}
      </label>
      {props.hint != null && (
        <p id={`${id}-hint`} class="hint">
          {props.hint}
        </p>
      )}
      {props.children(aria)}
      {props.error != null && (
        <p id={`${id}-error`} class="field-error">
          {props.error}
        </p>
      )}
    </div>
  );
}

function RequiredMark() {
  return <span class="required">{t('required')}</span>;
}
