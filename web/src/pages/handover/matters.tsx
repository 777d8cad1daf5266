// Open matters, one line each, those of one kind together.
import type { Schemas } from '../../api/client';
import { matterKindValues } from '../../api/schema';
import { moment } from '../../clock';
import { count, label, t } from '../../i18n';

type Matter = Schemas['Matter'];

export function Matters(props: { matters: Matter[] }) {
  if (props.matters.length === 0) return <p>{t('matters-none')}</p>;
  const kinds = matterKindValues
    .map((kind) => ({ kind, lines: props.matters.filter((matter) => matter.kind === kind) }))
    .filter(({ lines }) => lines.length > 0);
  return (
    <dl class="matters">
      {kinds.map(({ kind, lines }) => (
        <div key={kind}>
          <dt>{label('matter-kind', kind)}</dt>
          {lines.map((matter, index) => (
            <dd key={`${matter.label} ${index}`}>
              <span class="print-box print-only" aria-hidden="true" />
              {words(matter)}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

function words(matter: Matter): string {
  const named = name(matter.kind, matter.label ?? '');
  const amount = matter.amount == null ? '' : `${count(matter.amount)} ${matter.unit ?? ''}`;
  const since = matter.since == null ? '' : `(${moment(matter.since)})`;
  return [named, amount.trim(), since].filter((part) => part !== '').join(' ');
}

/** What the node gives as a code has its word here. */
function name(kind: Matter['kind'], code: string): string {
  if (kind === 'laptop') return label('warning', code);
  return kind === 'request' ? label('item', code) : code;
}
