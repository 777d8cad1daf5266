// 外泊: who is away, when they wanted to be back, and who is overdue.
import { api, take } from '../../api/client';
import { useResource } from '../../api/resource';
import { moment } from '../../clock';
import { t } from '../../i18n';
import { href } from '../../router';
import { Waiting } from '../../ui/note';

export function AwayPane() {
  const found = useResource(() => take(api.GET('/api/v1/away')), ['people'], '');
  return (
    <>
      <h2>{t('way-away')}</h2>
      {found.data == null ? (
        <Waiting problem={found.problem} />
      ) : (
        <>
          {found.data.away.length === 0 && <p>{t('away-none')}</p>}
          <ul class="away">
            {found.data.away.map((one) => (
              <li key={one.person} class="person-line">
                <a href={href('reception', 'household', one.household)}>
                  <span class="number">{one.reception_no ?? t('no-number')}</span>{' '}
                  <span class="name">{one.name === '' ? one.kana : one.name}</span>
                </a>
                <span>
                  {one.returns_at == null
                    ? t('away-no-time')
                    : t('away-until', { at: moment(one.returns_at) })}
                </span>
                {one.overdue && <span class="badge badge-warning">{t('away-overdue')}</span>}
              </li>
            ))}
          </ul>
          <p class="hint">{t('roster-incomplete')}</p>
        </>
      )}
    </>
  );
}
