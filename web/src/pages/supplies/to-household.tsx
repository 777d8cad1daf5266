// A household by its card, claim code or name: what it took today, and one tap for its share.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { label, t } from '../../i18n';
import { ownPlace } from '../../session';
import { TextField } from '../../ui/field';
import { Refusal, SavedTick, Waiting } from '../../ui/note';
import { whole } from '../../ui/words';
import type { What } from './handouts';

type Hit = Schemas['HouseholdHit'];

export function ToHousehold(props: { what: What; onDone: () => Promise<void> }) {
  const text = useSignal('');
  const found = useSignal<Hit[] | undefined>(undefined);
  const searching = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (text.value.trim() === '') return;
    const body = { text: text.value, place: ownPlace.value };
    const answer = await searching.run(() => take(api.POST('/api/v1/households/search', { body })));
    if (answer != null) found.value = answer.households;
  }

  return (
    <div class="form card">
      <h3>{t('handout-to-household')}</h3>
      <form class="form" onSubmit={submit}>
        <TextField
          label={t('handout-search')}
          hint={t('handout-search-hint')}
          type="search"
          value={text.value}
          onInput={(value) => (text.value = value)}
        />
        <Refusal problem={searching.problem} />
        <button type="submit" class="button" disabled={searching.busy}>
          {t('handout-find')}
        </button>
      </form>
      {found.value?.length === 0 && <p role="status">{t('handout-nobody')}</p>}
      <ul class="cards">
        {found.value?.map((hit) => (
          <li key={hit.id}>
            <Household hit={hit} what={props.what} onDone={props.onDone} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Household(props: { hit: Hit; what: What; onDone: () => Promise<void> }) {
  const { hit, what } = props;
  const portions = useSignal(String(hit.persons.length));
  const wrong = useSignal(false);
  const saved = useSignal(false);
  const saving = useSaving();
  const params = { path: { id: hit.id } };
  const took = useResource(
    () => take(api.GET('/api/v1/households/{id}/handouts', { params })),
    ['people'],
    hit.id,
  );
  if (took.data == null) return <Waiting problem={took.problem} />;
  const at = {
    meal: took.data.meal_at,
    water: took.data.water_at,
    goods: took.data.goods_at,
  }[what.given];

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const amount = whole(portions.value);
    wrong.value = amount == null || amount === 0;
    if (amount == null || amount === 0) return;
    const given = {
      given: what.given,
      item: what.item === '' ? null : what.item,
      from_stock: what.fromStock && what.item !== '',
      portions: amount,
    };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/households/{id}/handouts', { params, body: { key, ...given } })),
    );
    if (done == null) return;
    saved.value = true;
    await Promise.all([took.reload(), props.onDone()]);
  }

  return (
    <form class="form took" onSubmit={submit}>
      <p>
        <strong>{hit.reception_no}</strong> {hit.persons.map((person) => person.name).join(' ')}
      </p>
      {at != null && (
        <p class="badge badge-warning">
          {t('handout-taken', { given: label('given', what.given), at: moment(at) })}
        </p>
      )}
      <TextField
        label={t('handout-portions')}
        inputMode="numeric"
        error={wrong.value ? t('quantity-missing') : undefined}
        value={portions.value}
        onInput={(value) => (portions.value = value)}
      />
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('handout-give')}
      </button>
    </form>
  );
}
