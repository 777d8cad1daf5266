// Choosing one of many places by a part of its name or address.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { label, t } from '../../i18n';
import { href } from '../../router';
import { TextField } from '../../ui/field';
import { Age } from '../../ui/figure';
import { Waiting } from '../../ui/note';

const SHOWN_MAX = 50;

export function matching(places: Schemas['Place'][], typed: string): Schemas['Place'][] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return places.filter((place) => {
    const text = plain(`${place.name} ${place.address ?? ''} ${place.common_id ?? ''}`);
    return words.every((word) => text.includes(word));
  });
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

export function PlacePicker() {
  const typed = useSignal('');
  const places = useResource(() => take(api.GET('/api/v1/places')), ['city', 'place'], '');
  if (places.data == null) return <Waiting problem={places.problem} />;
  const found = matching(places.data.places, typed.value);
  return (
    <>
      <TextField
        label={t('place-search')}
        type="search"
        autoFocus
        value={typed.value}
        onInput={(text) => (typed.value = text)}
      />
      <p role="status" class="hint">
        {t('places-found', { n: found.length })}
      </p>
      <ul class="hits">
        {found.slice(0, SHOWN_MAX).map((place) => (
          <li key={place.id}>
            <a class="hit" href={href('place', place.id)}>
              <span class="hit-head">
                <span class="name">{place.name === '' ? t('no-name') : place.name}</span>
                <span class="state">{label('opening', place.situation?.opening ?? 'unknown')}</span>
                <Age at={place.situation?.age.observed_at} />
              </span>
              <span class="hit-person">
                {place.kind != null && <span>{label('place-kind', place.kind)}</span>}{' '}
                <span class="kana">{place.address}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
      {found.length > SHOWN_MAX && <p class="hint">{t('places-more')}</p>}
    </>
  );
}
