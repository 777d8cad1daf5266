// The newest word on a place, every figure with its age.
import type { Schemas } from '../../api/client';
import { label, t } from '../../i18n';
import { Age, Figure } from '../../ui/figure';

type Place = Schemas['Place'];
type Report = Schemas['Report'];

const LIFELINES = ['electricity', 'gas', 'tap_water', 'sewage', 'telephone', 'internet'] as const;
const SUPPLIES = ['drinking_water', 'domestic_water', 'food', 'fuel'] as const;

export function PlaceNow(props: { place: Place }) {
  const { place } = props;
  return (
    <section class="place-now">
      <h1>{place.name === '' ? t('no-name') : place.name}</h1>
      <p class="place-facts">
        <span>{label('place-kind', place.kind)}</span>
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
      {place.report == null ? (
        <p class="unknown">{t('no-report')}</p>
      ) : (
        <ReportView report={place.report} />
      )}
    </section>
  );
}

export function FigureOf(props: { name: string; unit: string; figure: Schemas['Figure'] }) {
  const { value, age } = props.figure;
  return <Figure name={props.name} unit={props.unit} value={value} at={age?.observed_at ?? null} />;
}

function ReportView(props: { report: Report }) {
  const { report } = props;
  return (
    <>
      <p class="opening">
        {t('opening')} <strong>{label('opening', report.opening)}</strong>
        {report.inferred && <span class="badge">{t('inferred')}</span>}
        <Age at={report.age.observed_at} />
      </p>
      <dl class="known">
        {LIFELINES.map((field) => (
          <Fact key={field} name={label('report', field)} value={report[field]} family="usable" />
        ))}
        {SUPPLIES.map((field) => (
          <Fact key={field} name={label('report', field)} value={report[field]} family="supply" />
        ))}
        {report.door_facts != null && (
          <div>
            <dt>{t('door-facts')}</dt>
            <dd>{report.door_facts}</dd>
          </div>
        )}
        {report.note != null && (
          <div>
            <dt>{t('note')}</dt>
            <dd>{report.note}</dd>
          </div>
        )}
      </dl>
    </>
  );
}

function Fact(props: { name: string; value: string; family: string }) {
  const bad = props.value === 'no' || props.value === 'short_today';
  const look = props.value === 'unknown' ? 'unknown' : bad ? 'bad' : '';
  return (
    <div>
      <dt>{props.name}</dt>
      <dd class={look}>{label(props.family, props.value)}</dd>
    </div>
  );
}
