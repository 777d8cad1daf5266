// Which places have a notice of headquarters, from what their own laptops said they hold.
import type { Schemas } from '../../api/client';
import { moment } from '../../clock';
import { count, label, t } from '../../i18n';
import { Age } from '../../ui/figure';

export function Reached(props: { notice: Schemas['Notice'] }) {
  const { reached, state } = props.notice;
  if (reached == null) return null;
  const lacking = reached.addressed - reached.has;
  return (
    <details class="reached">
      <summary>
        {t('reached', { has: count(reached.has), addressed: count(reached.addressed) })}{' '}
        {lacking > 0 && (
          <span class="told">
            {t('reached-lacking', {
              unconfirmed: count(reached.unconfirmed),
              unknown: count(reached.unknown),
            })}
          </span>
        )}
      </summary>
      <ul>
        {reached.places.map((at) => (
          <li key={at.place}>
            <span class="name">{at.name}</span>{' '}
            <span class={at.state === 'has' ? 'state state-safe' : 'state state-silent'}>
              {label('notice-at-state', at.state)}
            </span>{' '}
            <span class="facts">
              <Known at={at} />
              {state === 'withdrawn' && at.state === 'has' && (
                <> {t(at.withdrawal_known ? 'reached-withdrawn' : 'reached-still-shown')}</>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p class="hint">{t('reached-rule')}</p>
    </details>
  );
}

function Known(props: { at: Schemas['NoticeAt'] }) {
  const { at } = props;
  return (
    <>
      {at.since != null && t('reached-since', { at: moment(at.since) })}{' '}
      {at.laptops > 1 && t('reached-laptops', { n: at.laptops_with, all: at.laptops })}{' '}
      {at.as_of == null ? (
        t('reached-never-said')
      ) : (
        <>
          {t('reached-as-of')} <Age at={at.as_of} /> {at.by != null && label('route-by', at.by)}
        </>
      )}
    </>
  );
}
