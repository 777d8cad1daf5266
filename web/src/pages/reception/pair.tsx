// Two records of a person side by side, as much as it takes to compare.
import type { Schemas } from '../../api/client';
import { label, t } from '../../i18n';
import { href } from '../../router';
import { Years } from './years';

type One = Schemas['OnePerson'];

export function Pair(props: {
  pair: { person: One; other: One };
  /** Where each is, if they are of two places. */
  places?: readonly [string, string];
}) {
  return (
    <ul class="pair">
      {[props.pair.person, props.pair.other].map((one, index) => (
        <li key={one.id}>
          {props.places != null && <strong>{props.places[index]}</strong>}
          <a class="number" href={href('reception', 'household', one.household)}>
            {one.reception_no ?? t('no-number')}
          </a>
          <span class="name">{one.name}</span>
          <span class="kana">{one.kana}</span>
          {one.birth == null ? <Years age={one.age} /> : <span>{one.birth}</span>}
          <span>{one.sex == null ? t('not-asked') : label('sex', one.sex)}</span>
          <span>{one.phone ?? t('none-said')}</span>
          <span>{one.address ?? t('none-said')}</span>
          <span class={`state state-${one.state}`}>{label('stay-state', one.state)}</span>
        </li>
      ))}
    </ul>
  );
}
