// What this laptop knows of places and of people, as files for other programs and for spreadsheets; and
// the report on paper. Whoever takes a list of people is written down.
import { label, t } from '../../i18n';
import { can } from '../../session';

/** As the API names them. */
const PLACES = [
  'xlsx',
  'shift-jis',
  'eei-csv',
  'eei-json',
  'hxl',
  'evacuation-shelters',
  'pcxml',
] as const;
const PEOPLE = ['pfif', 'ledger-xlsx', 'ledger-shift-jis', 'ledger-csv'] as const;

export function Exports() {
  return (
    <section aria-labelledby="exports-head">
      <h2 id="exports-head">{t('exports')}</h2>
      {can('GET /api/v1/papers/situation') && (
        <p>
          <a href="/api/v1/papers/situation" target="_blank" rel="noopener">
            {t('paper-situation')}
          </a>
        </p>
      )}
      {can('GET /api/v1/exports/places/{as}') && (
        <>
          <h3>{t('exports-places')}</h3>
          <p class="hint">{t('exports-hint')}</p>
          <Files of="places" formats={PLACES} />
        </>
      )}
      {can('GET /api/v1/exports/people/{as}') && (
        <>
          <h3>{t('exports-people')}</h3>
          <p class="hint">{t('exports-people-hint')}</p>
          <Files of="people" formats={PEOPLE} />
        </>
      )}
    </section>
  );
}

function Files(props: { of: 'places' | 'people'; formats: readonly string[] }) {
  return (
    <ul class="ways">
      {props.formats.map((format) => (
        <li key={format}>
          <a href={`/api/v1/exports/${props.of}/${format}`} download>
            {label('export', format)}
          </a>
        </li>
      ))}
    </ul>
  );
}
