// What this laptop knows of every place, as files for other programs and for spreadsheets.
import { label, t } from '../../i18n';

/** As the API names them. */
const FORMATS = [
  'xlsx',
  'shift-jis',
  'eei-csv',
  'eei-json',
  'hxl',
  'evacuation-shelters',
  'pcxml',
] as const;

export function Exports() {
  return (
    <section aria-labelledby="exports-head">
      <h2 id="exports-head">{t('exports')}</h2>
      <p class="hint">{t('exports-hint')}</p>
      <ul class="ways">
        {FORMATS.map((format) => (
          <li key={format}>
            <a href={`/api/v1/exports/places/${format}`} download>
              {label('export', format)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
