// People of a transfer as one line each.
import type { Schemas } from '../../api/client';
import { label, t } from '../../i18n';
import { Years } from '../reception/years';

export function PersonLine(props: { person: Schemas['TransferPerson'] }) {
  const { person } = props;
  return (
    <span class="person-name">
      <span class="name">{person.name || person.kana || t('no-name')}</span>{' '}
      {person.name !== '' && <span class="kana">{person.kana}</span>} <Years age={person.age} />
      {person.sex != null && <span class="facts">{label('sex', person.sex)}</span>}{' '}
      {person.state != null && (
        <span class={`state state-${person.state.replace('_', '-')}`}>
          {label('transfer-state', person.state)}
        </span>
      )}
    </span>
  );
}
