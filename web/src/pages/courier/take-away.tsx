// What would be carried to a place, and the file to be saved.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { moment, now } from '../../clock';
import { count, label, t } from '../../i18n';
import { isHq } from '../../session';
import { Check, Choice, TextField } from '../../ui/field';
import { Age } from '../../ui/figure';
import { Waiting } from '../../ui/note';
import { matching } from '../place/picker';

export type Destination = { hq: true } | { place: string; name: string };

const PLACES_SHOWN = 6;
const REFRESH_MS = 15_000;

export function TakeAway(props: {
  to: Destination | undefined;
  onChoose: (to: Destination | undefined) => void;
}) {
  const { to } = props;
  const all = useSignal(false);
  const layers = useSignal(false);
  // At headquarters there is no choice: it goes to a place.
  const side = to != null && 'hq' in to ? 'hq' : 'place';
  return (
    <>
      {!isHq.value && (
        <Choice
          label={t('courier-to')}
          value={side}
          options={['hq', 'place'].map((value) => ({ value, text: label('courier-to', value) }))}
          onChange={(value) => props.onChoose(value === 'hq' ? { hq: true } : undefined)}
        />
      )}
      {side === 'place' && (
        <ChoosePlace to={to} onChoose={(place, name) => props.onChoose({ place, name })} />
      )}
      {to != null && (
        <>
          <Check
            label={t('courier-all')}
            checked={all.value}
            onChange={(checked) => (all.value = checked)}
          />
          <Check
            label={t('courier-layers')}
            checked={layers.value}
            onChange={(checked) => (layers.value = checked)}
          />
          <Plan to={'hq' in to ? 'hq' : to.place} all={all.value} layers={layers.value} />
        </>
      )}
    </>
  );
}

function ChoosePlace(props: {
  to: Destination | undefined;
  onChoose: (place: string, name: string) => void;
}) {
  const typed = useSignal('');
  const places = useResource(() => take(api.GET('/api/v1/places')), ['city', 'place'], '');
  if (places.data == null) return <Waiting problem={places.problem} />;
  const others = places.data.places.filter((place) => !place.own && !place.hq);
  const chosen = props.to != null && 'place' in props.to ? props.to : undefined;
  const found = matching(others, typed.value).slice(0, PLACES_SHOWN);
  const options = found.map(({ id, name }) => ({ value: id, text: name }));
  // Chosen by the answer's button: it need not be in the register.
  if (chosen != null && !options.some(({ value }) => value === chosen.place)) {
    options.unshift({ value: chosen.place, text: chosen.name });
  }
  if (options.length === 0 && typed.value === '') return <p>{t('courier-no-place')}</p>;
  return (
    <>
      {others.length > PLACES_SHOWN && (
        <TextField
          label={t('courier-place-search')}
          type="search"
          value={typed.value}
          onInput={(text) => (typed.value = text)}
        />
      )}
      <Choice
        label={t('courier-place')}
        value={chosen?.place ?? ''}
        options={options}
        onChange={(id) => props.onChoose(id, options.find(({ value }) => value === id)?.text ?? '')}
      />
    </>
  );
}

function Plan(props: { to: string; all: boolean; layers: boolean }) {
  const { to, all, layers } = props;
  const saved = useSignal('');
  const asked = `${to} ${String(all)}`;
  const plan = useResource(
    () => take(api.GET('/api/v1/courier', { params: { query: { to, all } } })),
    [],
    asked,
  );
  useEffect(() => {
    const timer = setInterval(() => void plan.reload(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [asked]);
  if (plan.data == null) return <Waiting problem={plan.problem} />;
  const query = new URLSearchParams({ to, all: String(all), layers: String(layers) });
  return (
    <>
      <Carries plan={plan.data} all={all} />
      <a
        class="button button-main"
        href={`/api/v1/courier/bundle?${query.toString()}`}
        download
        onClick={() => (saved.value = asked)}
      >
        {t('courier-save')}
      </a>
      <div role="status" class="alert-slot">
        {saved.value === asked && (
          <ol class="todo">
            <li>{t('courier-step-save')}</li>
            <li>{t('courier-step-carry', { to: destinationName(plan.data) })}</li>
            <li>{t('courier-step-back')}</li>
          </ol>
        )}
      </div>
    </>
  );
}

function destinationName(plan: Schemas['CourierPlan']): string {
  return plan.to_hq ? t('courier-to-hq') : plan.to_name;
}

function Carries(props: { plan: Schemas['CourierPlan']; all: boolean }) {
  const { plan } = props;
  return (
    <>
      <p class="carries">
        {plan.entries === 0
          ? t('courier-carries-nothing')
          : t('courier-carries', { n: count(plan.entries), places: count(plan.places) })}
      </p>
      {!props.all && (
        <p class="hint">
          {plan.known_at == null
            ? t('courier-unknown')
            : t('courier-known', { at: moment(plan.known_at) })}
        </p>
      )}
      {plan.kinds.length > 0 && (
        <div class="table-box" tabIndex={0} role="group" aria-labelledby="courier-out">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('courier-kind')}</th>
                <th scope="col" class="num">
                  {t('courier-entries')}
                </th>
                <th scope="col" class="num">
                  {t('courier-places')}
                </th>
                <th scope="col">{t('courier-newest')}</th>
              </tr>
            </thead>
            <tbody>
              {plan.kinds.map((kind) => (
                <tr key={kind.kind}>
                  <th scope="row">{label('kind', kind.kind)}</th>
                  <td class="num">{count(kind.entries)}</td>
                  <td class="num">{count(kind.places)}</td>
                  <td>
                    {kind.newest_age_s == null ? (
                      <span class="unknown">{t('unknown')}</span>
                    ) : (
                      <Age at={now.value - kind.newest_age_s * 1000} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
