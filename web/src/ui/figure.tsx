// A number or word somebody observed, with its age. Unknown is said, never drawn as 0.
import type { ComponentChildren } from 'preact';
import type { Schemas } from '../api/client';
import { age, moment } from '../clock';
import { count, t } from '../i18n';

export function Age(props: { at: number | null | undefined }) {
  if (props.at == null) return <span class="age age-none">{t('age-never')}</span>;
  const { text, band } = age(props.at);
  return (
    <time
      class={`age age-${band}`}
      dateTime={new Date(props.at).toISOString()}
      title={moment(props.at)}
    >
      {text}
    </time>
  );
}

export function Count(props: { value: number | null | undefined; unit?: string }) {
  if (props.value == null) return <span class="unknown">{t('unknown')}</span>;
  return (
    <span class="count">
      {count(props.value)}
      {props.unit != null && <span class="unit">{props.unit}</span>}
    </span>
  );
}

/** A figure in a table, with its age where it is known, and what belongs to it. */
export function FigureCell(props: { figure: Schemas['Figure']; children?: ComponentChildren }) {
  const { value, age } = props.figure;
  return (
    <td class="num">
      <Count value={value} />
      {value != null && <Age at={age?.observed_at} />}
      {props.children}
    </td>
  );
}

/** The head of a column of numbers. */
export function NumberHead(props: { name: string }) {
  return (
    <th scope="col" class="num">
      {props.name}
    </th>
  );
}

/** One big figure with its name above and its age below. */
export function Figure(props: {
  name: string;
  value: number | null | undefined;
  unit?: string;
  at?: number | null;
  note?: string;
}) {
  return (
    <div class="figure">
      <dt>{props.name}</dt>
      <dd>
        <Count value={props.value} {...(props.unit != null && { unit: props.unit })} />
        {props.value != null && props.at !== undefined && <Age at={props.at} />}
        {props.note != null && <span class="figure-note">{props.note}</span>}
      </dd>
    </div>
  );
}
