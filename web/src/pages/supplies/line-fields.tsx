// One line of an order: how much, by the piece or by the case, and how that was reckoned.
import type { ComponentChildren } from 'preact';
import type { Schemas } from '../../api/client';
import { t } from '../../i18n';
import { TextField } from '../../ui/field';
import { goodsName, goodsUnit, OTHER } from './goods';
import { amountOf, casesOf, type Line } from './line';

export function LineFields(props: {
  line: Line;
  listed: Schemas['Item'] | undefined;
  tried: boolean;
  onChange: (line: Line) => void;
  onRemove: () => void;
  children: ComponentChildren;
}) {
  const { line, listed, tried, onChange } = props;
  const isOther = line.item === OTHER;
  const name = isOther ? t('order-in-words') : goodsName(line.item, listed?.label);
  const unit = goodsUnit(line.item, listed?.unit);
  const byTheCase = casesOf(line);
  const set = (part: Partial<Line>): void => onChange({ ...line, ...part });

  return (
    <fieldset class="group order-line">
      <legend>{name}</legend>
      {isOther && (
        <TextField
          label={t('order-what')}
          required
          autoFocus
          error={tried && line.description.trim() === '' ? t('order-what-missing') : undefined}
          value={line.description}
          onInput={(description) => set({ description })}
        />
      )}
      {isOther && (
        <TextField
          label={t('order-unit')}
          value={line.unit}
          onInput={(value) => set({ unit: value })}
        />
      )}
      <div class="order-amounts">
        <TextField
          label={unit === '' ? t('quantity') : t('quantity-unit', { unit })}
          inputMode="numeric"
          required
          error={tried && amountOf(line) == null ? t('quantity-missing') : undefined}
          value={byTheCase == null ? line.quantity : String(byTheCase)}
          onInput={(quantity) => set({ quantity, cases: '' })}
        />
        <TextField
          label={t('order-cases')}
          inputMode="numeric"
          value={line.cases}
          onInput={(cases) => set({ cases })}
        />
        <TextField
          label={t('order-per-case')}
          inputMode="numeric"
          error={
            tried && line.cases !== '' && byTheCase == null ? t('quantity-missing') : undefined
          }
          value={line.perCase}
          onInput={(perCase) => set({ perCase })}
        />
      </div>
      {props.children}
      <button
        type="button"
        class="button button-quiet"
        aria-label={t('order-remove', { item: name })}
        onClick={props.onRemove}
      >
        {t('remove')}
      </button>
    </fieldset>
  );
}
