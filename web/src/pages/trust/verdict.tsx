// One verdict in sentences: whose log of which document, and what was found of it.
import type { Schemas } from '../../api/client';
import { moment } from '../../clock';
import { count, label, t } from '../../i18n';
import { laptopName } from './laptop';
import { said, type Said } from './rules';

export function VerdictWords(props: { verdict: Schemas['Verdict']; heading: 'h3' | 'h4' }) {
  const { verdict, heading: Heading } = props;
  return (
    <>
      <Heading>
        {laptopName(verdict.laptop)}: {label('kind', verdict.kind)} {verdict.owner_name}
      </Heading>
      <ul class="points">
        {said(verdict).map((what) => (
          <li key={what}>{sentence(what, verdict)}</li>
        ))}
      </ul>
      {verdict.changed_at != null && (
        <p class="hint">{t('verdict-changed', { at: moment(verdict.changed_at) })}</p>
      )}
      {verdict.vouched != null && <VouchedRecords vouched={verdict.vouched} />}
    </>
  );
}

function sentence(what: Said, verdict: Schemas['Verdict']): string {
  switch (what) {
    case 'forked':
      return t('verdict-forked', { n: count(verdict.forked?.common ?? 0) });
    case 'disputed':
      return t('verdict-disputed');
    case 'ruled':
      return t('verdict-ruled');
    case 'cut':
      return t('verdict-cut', { n: count(verdict.cut_after ?? 0), all: count(verdict.entries) });
    case 'held':
      return t('verdict-held', { n: count(verdict.held) });
    case 'vouched':
      return t('verdict-vouched', { n: count(verdict.vouched?.entries ?? 0) });
    case 'unfit':
      return t('verdict-unfit', { n: count(verdict.unfit ?? 0) });
  }
}

/** Each one, for a person to look at: what kind of record, and when it was written. */
function VouchedRecords(props: { vouched: Schemas['Vouched'] }) {
  const { records, more } = props.vouched;
  if (records.length === 0) return null;
  return (
    <details>
      <summary>{t('vouched-each')}</summary>
      <ul class="points">
        {records.map((record) => (
          <li key={record.id}>
            {label('record-table', record.table)}{' '}
            {record.recorded_at == null ? t('unknown') : moment(record.recorded_at)}{' '}
            <span class="code">{record.id.slice(-6)}</span>
          </li>
        ))}
      </ul>
      {more && <p class="hint">{t('vouched-more')}</p>}
    </details>
  );
}
