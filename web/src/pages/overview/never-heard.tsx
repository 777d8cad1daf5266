// Places of the register of which nobody has said anything: whom to call.
import type { Schemas } from '../../api/client';
import { count, label, t } from '../../i18n';
import { href } from '../../router';

export function NeverHeard(props: { places: Schemas['NeverHeard'][] }) {
  const said = t('silent-places', { n: count(props.places.length) });
  if (props.places.length === 0) return <p class="hint">{said}</p>;
  return (
    <details class="silent-places">
      <summary>{said}</summary>
      <ul class="never-heard">
        {props.places.map((place) => (
          <li key={place.id}>
            <a href={href('place', place.id)}>{place.name === '' ? t('no-name') : place.name}</a>
            <span class="cell-sub">
              {place.kind != null && label('place-kind', place.kind)}{' '}
              {place.capacity == null
                ? t('capacity-unknown')
                : t('capacity', { n: count(place.capacity) })}{' '}
              {place.phone ?? t('phone-unknown')}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
