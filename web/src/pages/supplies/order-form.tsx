// Asking for goods: the basic ones each one tap, with an amount proposed from who is here; any
// other from the list or in words. All are sent together.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { urgencyValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Choice, Select, TextArea, TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { options, said, whole } from '../../ui/words';
import { Formula, People } from './formula';
import { goodsName, goodsUnit, OTHER } from './goods';
import { amountOf, isWhole, lineOf, type Line } from './line';
import { LineFields } from './line-fields';

const DAYS = ['1', '2', '3', '7'];

export function OrderForm(props: {
  place: string;
  items: Schemas['Item'][];
  onDone: () => Promise<void>;
}) {
  const days = useSignal('3');
  const lines = useSignal<Line[]>([]);
  const urgency = useSignal<Schemas['Urgency']>('today');
  const neededBy = useSignal('');
  const contact = useSignal('');
  const note = useSignal('');
  const tried = useSignal(false);
  const sent = useSignal(0);
  const saving = useSaving();
  const forecast = useResource(
    () =>
      take(
        api.GET('/api/v1/places/{place}/forecast/{days}', {
          params: { path: { place: props.place, days: Number(days.peek()) } },
        }),
      ),
    ['place'],
    `${props.place} ${days.value}`,
  );
  const told = (code: string) => forecast.data?.items.find((one) => one.item === code);
  const item = (code: string) => props.items.find((one) => one.code === code);
  const basic = props.items.filter((one) => one.basic);
  const others = props.items.filter((one) => !one.basic);

  function add(code: string): void {
    sent.value = 0;
    tried.value = false;
    lines.value = [...lines.value, lineOf(code, item(code), told(code)?.proposed)];
  }

  function toggle(code: string): void {
    if (lines.value.some((line) => line.item === code)) {
      lines.value = lines.value.filter((line) => line.item !== code);
    } else {
      add(code);
    }
  }

  function change(changed: Line): void {
    lines.value = lines.value.map((line) => (line.key === changed.key ? changed : line));
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    tried.value = true;
    if (lines.value.length === 0 || !lines.value.every(isWhole)) return;
    const due = neededBy.value === '' ? null : new Date(neededBy.value).getTime();
    const order = {
      lines: lines.value.map((line) => ({
        item: line.item,
        description: said(line.description),
        quantity: amountOf(line),
        unit: said(line.unit),
        cases: whole(line.cases),
        per_case: line.cases === '' ? null : whole(line.perCase),
      })),
      urgency: urgency.value,
      needed_by: due,
      people: told('food')?.people ?? null,
      contact: said(contact.value),
      note: said(note.value),
    };
    const params = { path: { place: props.place } };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/places/{place}/orders', { params, body: { key, ...order } })),
    );
    if (done == null) return;
    sent.value = lines.value.length;
    lines.value = [];
    note.value = '';
    tried.value = false;
    await Promise.all([props.onDone(), forecast.reload()]);
  }

  return (
    <form class="form order" onSubmit={submit}>
      <div class="order-people">
        <Select
          label={t('order-days')}
          value={days.value}
          options={DAYS.map((value) => ({ value, text: t('order-days-n', { n: Number(value) }) }))}
          onChange={(value) => (days.value = value)}
        />
        {forecast.data == null ? (
          <Refusal problem={forecast.problem} />
        ) : (
          <People forecast={forecast.data} />
        )}
      </div>
      <div class="goods" role="group" aria-label={t('supplies-basic')}>
        {basic.map(({ code, label, unit }) => {
          const proposed = told(code)?.proposed;
          return (
            <button
              key={code}
              type="button"
              class="button goods-button"
              aria-pressed={lines.value.some((line) => line.item === code)}
              onClick={() => toggle(code)}
            >
              <span class="goods-name">{goodsName(code, label)}</span>
              <span class="goods-amount">
                {proposed == null
                  ? t('order-no-proposal')
                  : t('order-proposal', { n: proposed, unit: goodsUnit(code, unit) })}
              </span>
            </button>
          );
        })}
      </div>
      <div class="order-others">
        {others.length > 0 && (
          <Select
            label={t('supplies-other')}
            empty={t('order-choose')}
            value=""
            options={others.map(({ code, label }) => ({
              value: code,
              text: goodsName(code, label),
            }))}
            onChange={(code) => code !== '' && add(code)}
          />
        )}
        <button type="button" class="button" onClick={() => add(OTHER)}>
          {t('order-in-words')}
        </button>
      </div>
      {lines.value.map((line) => (
        <LineFields
          key={line.key}
          line={line}
          listed={item(line.item)}
          tried={tried.value}
          onChange={change}
          onRemove={() => (lines.value = lines.value.filter((other) => other.key !== line.key))}
        >
          <Formula told={told(line.item)} listed={item(line.item)} days={Number(days.value)} />
        </LineFields>
      ))}
      <Choice
        label={t('urgency')}
        value={urgency.value}
        options={options('urgency', urgencyValues)}
        onChange={(value) => (urgency.value = value as Schemas['Urgency'])}
      />
      <details class="more">
        <summary>{t('order-more')}</summary>
        <TextField
          label={t('order-needed-by')}
          type="datetime-local"
          value={neededBy.value}
          onInput={(value) => (neededBy.value = value)}
        />
        <TextField
          label={t('order-contact')}
          value={contact.value}
          onInput={(value) => (contact.value = value)}
        />
        <TextArea
          label={t('note')}
          hint={t('supplies-note-hint')}
          value={note.value}
          onInput={(value) => (note.value = value)}
        />
      </details>
      {tried.value && lines.value.length === 0 && (
        <p class="field-error" role="alert">
          {t('supplies-item-missing')}
        </p>
      )}
      <Refusal problem={saving.problem} />
      {sent.value > 0 && <SavedTick>{t('order-sent', { n: sent.value })}</SavedTick>}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {lines.value.length === 0 ? t('supplies-send') : t('order-send', { n: lines.value.length })}
      </button>
    </form>
  );
}
