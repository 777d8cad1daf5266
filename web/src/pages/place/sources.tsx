// Two words on one place, side by side: its own, and what somebody told. A total takes one of them.
import type { Schemas } from '../../api/client';
import { count, label, t } from '../../i18n';
import { Age, NumberHead } from '../../ui/figure';

export function Sources(props: { daily: Schemas['Daily'] }) {
  const { newest, own, told } = props.daily;
  if (told == null) return null;
  const rows = [
    {
      name: own?.count_source === 'import' ? label('channel', 'import') : t('source-own'),
      by: own?.source,
      counted: own,
    },
    {
      name: told.via == null ? t('unknown') : label('via', told.via),
      by: [told.told_by, told.source].filter(Boolean).join(' / '),
      counted: told,
    },
  ];
  return (
    <section aria-labelledby="sources-head">
      <h2 id="sources-head">{t('sources')}</h2>
      <div class="table-box" tabIndex={0} role="group" aria-label={t('sources')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('channel')}</th>
              <th scope="col">{t('source-by')}</th>
              <NumberHead name={t('in-shelter')} />
              <NumberHead name={t('outside-known')} />
              <th scope="col">{t('source-in-total')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, by, counted }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{by}</td>
                <People value={counted?.in_shelter} at={counted?.age?.observed_at} />
                <People value={counted?.outside_known} at={counted?.age?.observed_at} />
                <td>{counted != null && isSame(counted, newest) && t('source-taken')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function People(props: { value: number | null | undefined; at: number | undefined }) {
  if (props.value == null) return <td class="num unknown">{t('unknown')}</td>;
  return (
    <td class="num">
      {count(props.value)} <Age at={props.at} />
    </td>
  );
}

function isSame(one: Schemas['Counted'], other: Schemas['Counted'] | null | undefined): boolean {
  return other != null && one.via === other.via && one.age?.observed_at === other.age?.observed_at;
}
