// One pair: what a list tells of both, both side by side once that is noted, and what is decided of them.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { count, label, t } from '../../i18n';
import { Refusal } from '../../ui/note';
import { Pair } from '../reception/pair';
import { Years } from '../reception/years';

type CityPair = Schemas['CityPair'];
type PairState = Schemas['PairState'];
export type Decided = PairState;

export function PairCard(props: {
  pair: CityPair;
  was: PairState;
  onDecided: (what: Decided) => Promise<void>;
}) {
  const { pair, was, onDecided } = props;
  const both = useSignal<Schemas['SideBySide'] | undefined>(undefined);
  const saving = useSaving();
  const body = { one: pair.one.at, other: pair.other.at };

  async function compare(): Promise<void> {
    const shown = await saving.run(() => take(api.POST('/api/v1/hq/duplicates/compare', { body })));
    if (shown != null) both.value = shown;
  }

  async function decide(decision: PairState): Promise<void> {
    const saved = await saving.run(() =>
      take(api.POST('/api/v1/hq/duplicates/decide', { body: { ...body, was, decision } })),
    );
    if (saved != null) await onDecided(decision);
  }

  const button = (decision: PairState, main: boolean) => (
    <button
      type="button"
      class={main ? 'button button-main' : 'button'}
      disabled={saving.busy}
      onClick={() => void decide(decision)}
    >
      {decision === 'undecided' ? label('pair-back', was) : label('pair-decide', decision)}
    </button>
  );

  return (
    <li class="inquiry">
      {[pair.one, pair.other].map((one) => (
        <Told key={one.at.person} one={one} />
      ))}
      {was === 'undecided' && <Why pair={pair} />}
      <Refusal problem={saving.problem} />
      {both.value != null && (
        <Pair
          pair={{ person: both.value.one, other: both.value.other }}
          places={[pair.one.place_name, pair.other.place_name]}
        />
      )}
      <div class="actions">
        {both.value == null && (
          <button
            type="button"
            class="button"
            disabled={saving.busy}
            onClick={() => void compare()}
          >
            {t('duplicates-compare')}
          </button>
        )}
        {was !== 'undecided' && button('undecided', false)}
        {was === 'undecided' && both.value != null && (
          <>
            {button('same', true)}
            {button('different', false)}
          </>
        )}
      </div>
    </li>
  );
}

/** As much as a search tells. */
function Told(props: { one: Schemas['PairedRecord'] }) {
  const { one } = props;
  return (
    <p>
      <strong>{one.name || one.kana || t('no-name')}</strong>{' '}
      {one.name !== '' && <span class="kana">{one.kana}</span>} <Years age={one.age} />{' '}
      {one.sex != null && label('sex', one.sex)} {one.place_name || t('no-name')}{' '}
      <span class={`state state-${one.state.replace('_', '-')}`}>
        {label('stay-state', one.state)}
      </span>
    </p>
  );
}

function Why(props: { pair: CityPair }) {
  const { certainty, reasons, bearers } = props.pair;
  const words = [...new Set(reasons)].map((reason) => label('match-reason', reason));
  if (bearers > 2) words.push(t('duplicates-bearers', { n: count(bearers) }));
  return (
    <p class="facts">
      {words.join(t('list-comma'))}
      {certainty != null && <span class="badge">{label('certainty', certainty)}</span>}
    </p>
  );
}
