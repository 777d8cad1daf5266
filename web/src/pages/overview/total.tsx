import type { Schemas } from '../../api/client';
import { t } from '../../i18n';
import { Age, Count } from '../../ui/figure';

/** A sum says what it leaves out and how old its oldest part is. */
export function TotalFigure(props: { name: string; unit: string; total: Schemas['Total'] }) {
  const { total } = props;
  return (
    <div class="figure">
      <dt>{props.name}</dt>
      <dd>
        <Count value={total.sum} unit={props.unit} />
        {total.oldest != null && (
          <span class="figure-note">
            {t('total-oldest')} <Age at={total.oldest.observed_at} />
          </span>
        )}
        <span class={total.unknown_places > 0 ? 'figure-note bad' : 'figure-note'}>
          {t('total-parts', { known: total.known_places, unknown: total.unknown_places })}
        </span>
        {total.uncertain_places > 0 && (
          <span class="figure-note bad">{t('total-uncertain', { n: total.uncertain_places })}</span>
        )}
      </dd>
    </div>
  );
}
