// Places of the register of which nobody has said anything: whom to call, and who is near.
import type { Schemas } from '../../api/client';
import { count, t } from '../../i18n';
import { SilentItem, type Done } from './silence';

export function NeverHeard(props: { places: Schemas['SilentPlace'][]; onDone: Done }) {
  const told = t('silent-places', { n: count(props.places.length) });
  if (props.places.length === 0) return <p class="hint">{told}</p>;
  return (
    <details class="silent-places">
      <summary>{told}</summary>
      <ul class="never-heard">
        {props.places.map((place) => (
          <SilentItem key={place.id} place={place} onDone={props.onDone} />
        ))}
      </ul>
    </details>
  );
}
