// Whom a notice of headquarters is for: all places, one of them, or some.
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { t } from '../../i18n';
import { Check, Choice, Select } from '../../ui/field';

export type To = 'all' | 'one' | 'some';

export interface Address {
  to: To;
  /** Ids; of one it is the first. */
  places: string[];
}

export const EVERYBODY: Address = { to: 'all', places: [] };

/** As the API wants it. */
export function addressed({ to, places }: Address): string[] | null {
  if (to === 'all') return null;
  return to === 'one' ? places.slice(0, 1) : places;
}

export function Addressed(props: {
  value: Address;
  error: string | undefined;
  onChange: (value: Address) => void;
}) {
  const { value, error, onChange } = props;
  const places = useResource(() => take(api.GET('/api/v1/places')), ['city', 'place'], '');
  const others = (places.data?.places ?? []).filter(({ hq }) => !hq);
  return (
    <>
      <Choice
        label={t('notice-to')}
        value={value.to}
        options={[
          { value: 'all', text: t('notice-to-all') },
          { value: 'one', text: t('notice-to-one') },
          { value: 'some', text: t('notice-to-some') },
        ]}
        {...(error != null && { error })}
        onChange={(to) => onChange({ ...value, to: to as To })}
      />
      {value.to === 'one' && (
        <Select
          label={t('notice-to-place')}
          required
          empty={t('notice-to-choose')}
          value={value.places[0] ?? ''}
          options={others.map((place) => ({ value: place.id, text: named(place) }))}
          onChange={(id) => onChange({ ...value, places: id === '' ? [] : [id] })}
        />
      )}
      {value.to === 'some' && (
        <fieldset class="group notice-places">
          <legend>{t('notice-to-places')}</legend>
          {others.map((place) => (
            <Check
              key={place.id}
              label={named(place)}
              checked={value.places.includes(place.id)}
              onChange={(on) => {
                const rest = value.places.filter((id) => id !== place.id);
                onChange({ ...value, places: on ? [...rest, place.id] : rest });
              }}
            />
          ))}
        </fieldset>
      )}
    </>
  );
}

function named(place: Schemas['Place']): string {
  return place.name === '' ? t('no-name') : place.name;
}
