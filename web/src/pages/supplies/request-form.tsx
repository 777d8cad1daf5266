// Asking for goods: the eight basic ones in sight, any other from a list.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { urgencyValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Choice, Select, TextField } from '../../ui/field';
import { fieldSentence, Refusal, SavedTick } from '../../ui/note';
import { options, said, whole } from '../../ui/words';
import { goodsName, goodsUnit } from './goods';

export function RequestForm(props: {
  place: string;
  items: Schemas['Item'][];
  onDone: () => Promise<void>;
}) {
  const item = useSignal('');
  const quantity = useSignal('');
  const urgency = useSignal<Schemas['Urgency']>('today');
  const note = useSignal('');
  const wrong = useSignal<'item' | 'quantity' | undefined>(undefined);
  const saved = useSignal(false);
  const saving = useSaving();
  const option = ({ code, label }: Schemas['Item']) => ({
    value: code,
    text: goodsName(code, label),
  });
  const basic = props.items.filter((one) => one.basic).map(option);
  const others = props.items.filter((one) => !one.basic).map(option);
  const unit = goodsUnit(item.value, props.items.find((one) => one.code === item.value)?.unit);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const amount = whole(quantity.value);
    wrong.value =
      item.value === '' ? 'item' : amount == null || amount === 0 ? 'quantity' : undefined;
    if (wrong.value != null || amount == null) return;
    const params = { path: { place: props.place } };
    const asked = {
      item: item.value,
      quantity: amount,
      urgency: urgency.value,
      note: said(note.value),
    };
    const answer = await saving.run((key) =>
      take(api.POST('/api/v1/places/{place}/requests', { params, body: { key, ...asked } })),
    );
    if (answer == null) return;
    saved.value = true;
    quantity.value = note.value = '';
    await props.onDone();
  }

  return (
    <form class="form" onSubmit={submit} onInput={() => (saved.value = false)}>
      <Choice
        label={t('supplies-basic')}
        required
        error={wrong.value === 'item' ? t('supplies-item-missing') : undefined}
        value={item.value}
        options={basic}
        onChange={(value) => (item.value = value)}
      />
      {others.length > 0 && (
        <Select
          label={t('supplies-other')}
          empty={t('supplies-from-above')}
          value={others.some((one) => one.value === item.value) ? item.value : ''}
          options={others}
          onChange={(value) => (item.value = value)}
        />
      )}
      <TextField
        label={unit === '' ? t('quantity') : t('quantity-unit', { unit })}
        inputMode="numeric"
        required
        error={
          wrong.value === 'quantity'
            ? t('quantity-missing')
            : fieldSentence(saving.field('quantity'))
        }
        value={quantity.value}
        onInput={(value) => (quantity.value = value)}
      />
      <Choice
        label={t('urgency')}
        value={urgency.value}
        options={options('urgency', urgencyValues)}
        onChange={(value) => (urgency.value = value as Schemas['Urgency'])}
      />
      <TextField
        label={t('note')}
        hint={t('supplies-note-hint')}
        value={note.value}
        onInput={(value) => (note.value = value)}
      />
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('supplies-send')}
      </button>
    </form>
  );
}
