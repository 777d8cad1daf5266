// Giving out meals, water and goods: by number to everybody, or to a household by its card or
// code. Who took a share today is shown so, and may take another.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { givenValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { can } from '../../session';
import { Count } from '../../ui/figure';
import { Check, Choice, Select, TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { options, whole } from '../../ui/words';
import { goodsName } from './goods';
import { ToHousehold } from './to-household';

type Given = Schemas['Given'];

/** What is given out now: the same for the people counted and for a household. */
export interface What {
  given: Given;
  item: string;
  fromStock: boolean;
}

/** What a meal and water are in the stock. */
const USUAL: Record<Given, string> = { meal: 'food', water: 'drinking_water', goods: '' };

export function Handouts(props: { place: string; items: Schemas['Item'][] }) {
  const what = useSignal<What>({ given: 'meal', item: USUAL.meal, fromStock: true });
  const params = { path: { place: props.place } };
  const today = useResource(
    () => take(api.GET('/api/v1/places/{place}/handouts', { params })),
    ['place'],
    props.place,
  );
  const mayCount = can('POST /api/v1/places/{place}/handouts');
  const mayGive = can('POST /api/v1/households/{id}/handouts');
  const set = (part: Partial<What>): void => {
    what.value = { ...what.value, ...part };
  };

  return (
    <>
      {today.data != null && (
        <div class="table-box" tabIndex={0} role="group" aria-label={t('handouts-today')}>
          <table>
            <caption>{t('handouts-today')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('handout-given')}</th>
                <th scope="col" class="num">
                  {t('handout-inside')}
                </th>
                <th scope="col" class="num">
                  {t('handout-outside')}
                </th>
              </tr>
            </thead>
            <tbody>
              {today.data.given.map((given) => (
                <tr key={given.given}>
                  <th scope="row">{label('given', given.given)}</th>
                  <td class="num">
                    <Count value={given.inside} />
                  </td>
                  <td class="num">
                    <Count value={given.outside} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {(mayCount || mayGive) && (
        <div class="form">
          <Choice
            label={t('handout-given')}
            value={what.value.given}
            options={options('given', givenValues)}
            onChange={(value) => set({ given: value as Given, item: USUAL[value as Given] })}
          />
          <Select
            label={t('item')}
            empty={t('handout-no-item')}
            value={what.value.item}
            options={props.items.map((item) => ({
              value: item.code,
              text: goodsName(item.code, item.label),
            }))}
            onChange={(item) => set({ item })}
          />
          <Check
            label={t('handout-from-stock')}
            checked={what.value.fromStock}
            onChange={(fromStock) => set({ fromStock })}
          />
        </div>
      )}
      <div class="columns">
        {mayCount && <ByNumber place={props.place} what={what.value} onDone={today.reload} />}
        {mayGive && <ToHousehold what={what.value} onDone={today.reload} />}
      </div>
    </>
  );
}

function ByNumber(props: { place: string; what: What; onDone: () => Promise<void> }) {
  const { what } = props;
  const inside = useSignal('');
  const outside = useSignal('');
  const wrong = useSignal(false);
  const saved = useSignal(false);
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const [here, away] = [whole(inside.value), whole(outside.value)];
    wrong.value = (here ?? 0) + (away ?? 0) === 0;
    if (wrong.value) return;
    const params = { path: { place: props.place } };
    const given = {
      given: what.given,
      item: what.item === '' ? null : what.item,
      from_stock: what.fromStock && what.item !== '',
      inside: here,
      outside: away,
    };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/places/{place}/handouts', { params, body: { key, ...given } })),
    );
    if (done == null) return;
    saved.value = true;
    inside.value = outside.value = '';
    await props.onDone();
  }

  return (
    <form class="form card" onSubmit={submit} onInput={() => (saved.value = false)}>
      <h3>{t('handout-by-number')}</h3>
      <TextField
        label={t('handout-inside')}
        inputMode="numeric"
        error={wrong.value ? t('quantity-missing') : undefined}
        value={inside.value}
        onInput={(value) => (inside.value = value)}
      />
      <TextField
        label={t('handout-outside')}
        inputMode="numeric"
        value={outside.value}
        onInput={(value) => (outside.value = value)}
      />
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('handout-do')}
      </button>
    </form>
  );
}
