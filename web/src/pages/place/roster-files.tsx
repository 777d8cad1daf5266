// One place's roster as files for spreadsheets. Whoever takes one is written down.
import { label } from '../../i18n';

/** As the API names them. */
const FORMATS = ['xlsx', 'shift-jis', 'csv'] as const;

/** Items of a list of ways. */
export function RosterFiles(props: { place: string }) {
  return (
    <>
      {FORMATS.map((format) => (
        <li key={format}>
          <a href={`/api/v1/places/${props.place}/roster/${format}`} download>
            {label('roster-file', format)}
          </a>
        </li>
      ))}
    </>
  );
}
