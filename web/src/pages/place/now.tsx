// The newest word on a place, every figure with its age.
import type { Schemas } from '../../api/client';
import { label, t } from '../../i18n';
import { Age, Figure } from '../../ui/figure';
import { Sources } from './sources';

type Place = Schemas['Place'];
type Situation = Schemas['Situation'];

export const LIFELINES = ['electricity', 'gas', 'water', 'sewer', 'telephone', 'network'] as const;
export const SUPPLIES = ['drinking_water', 'domestic_water', 'food', 'fuel'] as const;

export function PlaceNow(props: { place: Place; daily: Schemas['Daily'] }) {
  const { place } = props;
  return (
    <section class="place-now">
      <h1>{place.name === '' ? t('no-name') : place.name}</h1>
      <p class="place-facts">
        {place.kind != null && <span>{label('place-kind', place.kind)}</span>}
        {place.address != null && <span>{place.address}</span>}
        {place.capacity != null && <span>{t('capacity', { n: place.capacity })}</span>}
        {place.common_id != null && <span class="code">{place.common_id}</span>}
        {!place.registered && <span class="badge">{t('not-in-register')}</span>}
      </p>
      {place.has_clash && <p class="note note-warning">{t('place-clash')}</p>}
      <dl class="figures">
        <FigureOf name={t('in-shelter')} unit={t('unit-people')} figure={place.in_shelter} />
        <FigureOf name={t('households')} unit={t('unit-households')} figure={place.households} />
        <FigureOf name={t('outside-known')} unit={t('unit-people')} figure={place.outside_known} />
      </dl>
      <Sources daily={props.daily} />
      {place.situation == null ? (
        <p class="unknown">{t('no-report')}</p>
      ) : (
        <SituationView situation={place.situation} />
      )}
    </section>
  );
}

export function FigureOf(props: { name: string; unit: string; figure: Schemas['Figure'] }) {
  const { value, age } = props.figure;
  return <Figure name={props.name} unit={props.unit} value={value} at={age?.observed_at ?? null} />;
}

/** Field by field the newest word; what nobody said is unknown. */
function SituationView(props: { situation: Situation }) {
  const { situation } = props;
  const texts = [
    [label('report-field', 'delivery_hours'), situation.delivery_hours],
    [label('report-field', 'unloaders'), situation.unloaders],
    [t('note'), situation.note],
  ] as const;
  return (
    <>
      <p class="opening">
        {t('opening')} <strong>{label('opening', situation.opening ?? 'unknown')}</strong>
        {situation.opening_inferred && <span class="badge">{t('inferred')}</span>}
        <Age at={situation.opening_age?.observed_at} />
      </p>
      <dl class="known">
        <Fact
          name={label('report-field', 'crowding')}
          value={situation.crowding}
          family="crowding"
        />
        {LIFELINES.map((field) => (
          <Fact
            key={field}
            name={label('report-field', field)}
            value={situation[field]}
            family="usable"
          />
        ))}
        {SUPPLIES.map((field) => (
          <Fact
            key={field}
            name={label('report-field', field)}
            value={situation[field]}
            family="supply-level"
          />
        ))}
        {texts.map(
          ([name, text]) =>
            text != null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ),
        )}
      </dl>
      <p class="hint">
        {t('situation-newest')} <Age at={situation.age.observed_at} /> {t('situation-oldest')}{' '}
        <Age at={situation.oldest.observed_at} />
      </p>
    </>
  );
}

const BAD = ['unusable', 'short_today', 'full'];

function Fact(props: { name: string; value: string | null | undefined; family: string }) {
  const { name, value, family } = props;
  if (value == null || value === 'unknown') {
    return (
      <div>
        <dt>{name}</dt>
        <dd class="unknown">{t('unknown')}</dd>
      </div>
    );
  }
  return (
    <div>
      <dt>{name}</dt>
      <dd class={BAD.includes(value) ? 'bad' : undefined}>{label(family, value)}</dd>
    </div>
  );
}
