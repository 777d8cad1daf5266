// Inside and outside by day: one count a place and day, a line that breaks where nobody counted, and
// the same numbers as a table.
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { count, t } from '../../i18n';
import { Count, NumberHead } from '../../ui/figure';
import { Waiting } from '../../ui/note';
import { HEIGHT, pieces, scale, WIDTH, type Point } from './days';

export function Trend() {
  const trend = useResource(() => take(api.GET('/api/v1/hq/trend')), ['place'], '');
  return (
    <section aria-labelledby="overview-trend">
      <h2 id="overview-trend">{t('overview-trend')}</h2>
      {trend.data == null ? <Waiting problem={trend.problem} /> : <Days trend={trend.data} />}
    </section>
  );
}

export function Days(props: { trend: Schemas['Trend'] }) {
  const { days, uncertain_counts } = props.trend;
  return (
    <>
      {days.length === 0 ? (
        <p>{t('trend-none')}</p>
      ) : (
        <>
          <Chart days={days} />
          <Table days={days} />
        </>
      )}
      {uncertain_counts > 0 && <p class="bad">{t('trend-uncertain', { n: uncertain_counts })}</p>}
      <p class="hint">{t('trend-rule')}</p>
    </>
  );
}

export function Chart(props: { days: Schemas['DayTotal'][] }) {
  const inside = props.days.map((day) => day.in_shelter.sum);
  const outside = props.days.map((day) => day.outside_known.sum);
  const top = scale([...inside, ...outside]);
  const [first, last] = [props.days[0]?.day ?? '', props.days.at(-1)?.day ?? ''];
  return (
    <figure class="trend">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('trend-picture', { first, last, top: count(top) })}
      >
        <line class="trend-ground" x1="0" x2={WIDTH} y1={HEIGHT - 10} y2={HEIGHT - 10} />
        <Line pieces={pieces(inside, top)} name="trend-inside" />
        <Line pieces={pieces(outside, top)} name="trend-outside" />
      </svg>
      <figcaption>
        <span class="trend-key-inside">{t('in-shelter')}</span>
        <span class="trend-key-outside">{t('outside-known')}</span>
        <span>{t('trend-top', { top: count(top) })}</span>
      </figcaption>
    </figure>
  );
}

function Line(props: { pieces: Point[][]; name: string }) {
  return (
    <g class={props.name}>
      {props.pieces.map((piece) => (
        <polyline key={piece[0]?.x} points={piece.map(({ x, y }) => `${x},${y}`).join(' ')} />
      ))}
      {props.pieces.flat().map(({ x, y }) => (
        <circle key={x} cx={x} cy={y} r="4" />
      ))}
    </g>
  );
}

function Table(props: { days: Schemas['DayTotal'][] }) {
  return (
    <div class="table-box" tabIndex={0} role="group" aria-label={t('overview-trend')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('trend-day')}</th>
            <NumberHead name={t('in-shelter')} />
            <NumberHead name={t('outside-known')} />
          </tr>
        </thead>
        <tbody>
          {props.days.toReversed().map((day) => (
            <tr key={day.day}>
              <th scope="row">
                <time dateTime={day.day}>{day.day}</time>
                {day.is_today && <span class="badge">{t('trend-today')}</span>}
              </th>
              <Sum sum={day.in_shelter} />
              <Sum sum={day.outside_known} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Sum(props: { sum: Schemas['DaySum'] }) {
  const { sum, known_places, unknown_places } = props.sum;
  return (
    <td class="num">
      <Count value={sum} />
      <span class={unknown_places > 0 ? 'cell-sub bad' : 'cell-sub'}>
        {t('total-parts', { known: known_places, unknown: unknown_places })}
      </span>
    </td>
  );
}
