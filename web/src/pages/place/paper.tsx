// 日報 on one A4 page, black on white: every item with its time and its source. What nobody knows
// says so, and is never 0. The page says whether this is a drill, which place it is and when it was
// printed.
import type { Schemas } from '../../api/client';
import { now } from '../../clock';
import { useTitle } from '../../frame/title';
import { count, label, language, t } from '../../i18n';
import { href } from '../../router';
import { session } from '../../session';
import {
  FIELDS,
  GROUPS,
  nameOf,
  saidOf,
  unknownWord,
  valueInWords,
  type Field,
} from './report-fields';

const COUNTS = [
  'in_shelter',
  'men',
  'women',
  'sex_unknown',
  'voluntary',
  'infants',
  'needs_care',
  'households',
  'outside_known',
  'outside_households',
] as const;
/** Longer texts would push the page beyond its end. */
const TEXT_CHARS_MAX = 40;
const SOURCE_CHARS_MAX = 24;

export function Paper(props: { place: Schemas['Place']; daily: Schemas['Daily'] }) {
  const { place, daily } = props;
  useTitle(t('page-place-paper'));
  const drill = session.value?.node?.drill === true;
  const sources = sourcesOf(daily);
  const isCut = FIELDS.some(
    (field) => cut(valueInWords(field, saidOf(daily, field.name)?.value)).cut,
  );
  return (
    <>
      <div class="actions paper-actions">
        <button type="button" class="button button-main" onClick={() => window.print()}>
          {t('paper-print')}
        </button>
        <a class="button" href={href('place', place.id)}>
          {t('paper-back')}
        </a>
      </div>
      <article class="paper" aria-labelledby="paper-head">
        <header class="paper-head">
          <h1 id="paper-head">{t('page-place-paper')}</h1>
          <p class="paper-kind">{drill ? t('paper-drill') : t('paper-real')}</p>
          <p class="paper-place">
            {place.name === '' ? t('no-name') : place.name}
            {place.common_id != null && <span class="code">{place.common_id}</span>}
          </p>
          <p class="paper-printed">{t('paper-printed-at', { at: stamp(now.value) })}</p>
        </header>
        <People daily={daily} />
        <div class="paper-groups">
          {GROUPS.map((group) => (
            <table key={group.name} class="paper-table">
              <caption>{t(`report-group-${group.name}`)}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('paper-item')}</th>
                  <th scope="col">{t('paper-value')}</th>
                  <th scope="col">{t('paper-when')}</th>
                </tr>
              </thead>
              <tbody>
                {group.fields.map((field) => (
                  <Row
                    key={field.name}
                    field={field}
                    said={saidOf(daily, field.name)}
                    sources={sources}
                  />
                ))}
              </tbody>
            </table>
          ))}
        </div>
        {sources.length > 0 && (
          <p class="paper-sources">
            {t('paper-sources')}{' '}
            {sources.map((source) => (
              <span key={source}>
                {markOf(sources, source)} {cut(source, SOURCE_CHARS_MAX).text}
              </span>
            ))}
          </p>
        )}
        <footer class="paper-foot">
          <p>
            {t('paper-unknown-means')} {isCut && t('paper-cut')}
          </p>
          <p class="paper-sign">{t('paper-signed')}</p>
        </footer>
      </article>
    </>
  );
}

/** Everybody who said something, once: rows name them by a number, so that each fits one line. */
function sourcesOf(daily: Schemas['Daily']): string[] {
  const all = daily.said.flatMap(({ source }) => (source == null ? [] : [source]));
  return [...new Set(all)];
}

function markOf(sources: string[], source: string): string {
  return `(${sources.indexOf(source) + 1})`;
}

function Row(props: { field: Field; said: Schemas['ReportSaid'] | undefined; sources: string[] }) {
  const { field, said, sources } = props;
  const value = cut(valueInWords(field, said?.value)).text;
  return (
    <tr>
      <th scope="row">{nameOf(field)}</th>
      <td>{value ?? unknownWord()}</td>
      <td>
        {said?.age != null && stamp(said.age.observed_at)}{' '}
        {said?.source != null && markOf(sources, said.source)}
      </td>
    </tr>
  );
}

function cut(
  text: string | null | undefined,
  most = TEXT_CHARS_MAX,
): { text: string | undefined; cut: boolean } {
  const letters = Array.from(text ?? '');
  if (letters.length <= most) return { text: text ?? undefined, cut: false };
  return { text: `${letters.slice(0, most).join('')}…`, cut: true };
}

/** The newest count of the day and of the night, and whichever is newest, side by side. */
function People(props: { daily: Schemas['Daily'] }) {
  const { day, night, newest } = props.daily;
  const columns = [
    { name: label('slot', 'day'), counted: day },
    { name: label('slot', 'night'), counted: night },
    { name: t('situation-newest'), counted: newest },
  ];
  return (
    <table class="paper-table paper-people">
      <caption>{t('paper-people')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('paper-item')}</th>
          {columns.map(({ name, counted }) => (
            <th key={name} scope="col">
              {name}{' '}
              <span class="paper-when">
                {counted?.age == null ? unknownWord() : stamp(counted.age.observed_at)}{' '}
                {counted?.source}{' '}
                {counted?.via != null && [label('via', counted.via), counted.told_by].join(' ')}{' '}
                {counted?.count_source != null && label('count-source', counted.count_source)}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {COUNTS.map((name) => (
          <tr key={name}>
            <th scope="row">{label('count', name)}</th>
            {columns.map(({ name: column, counted }) => {
              const value = counted?.[name];
              return <td key={column}>{value == null ? unknownWord() : count(value)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Short, with the day: a paper is read on another day. */
function stamp(at: number): string {
  return new Intl.DateTimeFormat(language.value, {
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}
