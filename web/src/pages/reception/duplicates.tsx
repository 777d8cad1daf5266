// Records of other households that may be of the same humans, side by side. A person decides; both
// records stay as they are, and the decision can be taken back.
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { Refusal } from '../../ui/note';
import { Pair } from './pair';

type One = Schemas['OnePerson'];

export function Duplicates(props: { household: string; writes: boolean }) {
  const params = { path: { id: props.household } };
  const found = useResource(
    () => take(api.GET('/api/v1/households/{id}/duplicates', { params })),
    ['people'],
    props.household,
  );
  const saving = useSaving();
  const { likely = [], linked = [] } = found.data ?? {};
  if (likely.length + linked.length === 0) return null;

  async function decide(pair: { person: One; other: One }, comparison: Comparison): Promise<void> {
    const path = { id: props.household, person: pair.person.id };
    const body = { other: pair.other.id, comparison };
    const saved = await saving.run(() =>
      take(
        api.POST('/api/v1/households/{id}/persons/{person}/compare', { params: { path }, body }),
      ),
    );
    if (saved != null) await found.reload();
  }

  const button = (pair: { person: One; other: One }, comparison: Comparison) =>
    props.writes && (
      <button
        type="button"
        class="button"
        disabled={saving.busy}
        onClick={() => void decide(pair, comparison)}
      >
        {label('comparison', comparison)}
      </button>
    );

  return (
    <section class="duplicates" aria-label={t('duplicates')}>
      <h3>{t('duplicates')}</h3>
      <Refusal problem={saving.problem} />
      {likely.map((pair) => (
        <div key={`${pair.person.id} ${pair.other.id}`} class="duplicate">
          <p class="hint">
            {t('duplicates-because', {
              reasons: pair.reasons
                .map((reason) => label('same-reason', reason))
                .join(t('list-comma')),
            })}
          </p>
          <Pair pair={pair} />
          {button(pair, 'same')}
        </div>
      ))}
      {linked.map((pair) => (
        <div key={`${pair.person.id} ${pair.other.id}`} class="duplicate">
          <p class="hint">{t('duplicates-are-linked')}</p>
          <Pair pair={pair} />
          {button(pair, 'different')}
        </div>
      ))}
    </section>
  );
}

type Comparison = Schemas['Comparison'];
