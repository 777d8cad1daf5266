// What was taken here: a number, how old it is, whether headquarters has answered. Nothing of it is told.
import type { Schemas } from '../../api/client';
import { t } from '../../i18n';
import { Age } from '../../ui/figure';
import { HqTick } from '../../ui/note';

export function TakenInquiries(props: { list: Schemas['TakenInquiries'] }) {
  const { inquiries, more } = props.list;
  if (inquiries.length === 0) return <p class="unknown">{t('inquiry-none-taken')}</p>;
  return (
    <>
      <div class="table-box" tabIndex={0} role="group" aria-label={t('inquiry-taken')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('inquiry-number')}</th>
              <th scope="col">{t('inquiry-at')}</th>
              <th scope="col">{t('inquiry-by')}</th>
              <th scope="col">{t('inquiry-answer')}</th>
              <th scope="col">{t('inquiry-hq-has')}</th>
            </tr>
          </thead>
          <tbody>
            {inquiries.map((inquiry) => (
              <tr key={inquiry.id}>
                <td class="code">{inquiry.number}</td>
                <td>
                  <Age at={inquiry.age?.observed_at} />
                </td>
                <td>{inquiry.taken_by}</td>
                <td>{inquiry.answered ? t('inquiry-answered') : t('inquiry-waiting')}</td>
                <td>
                  <HqTick kept={inquiry.kept} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more && <p class="hint">{t('inquiry-more')}</p>}
      <p class="hint">{t('inquiry-answer-is-hq')}</p>
    </>
  );
}
