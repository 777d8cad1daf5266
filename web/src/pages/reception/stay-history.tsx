import type { Schemas } from '../../api/client';
import { moment } from '../../clock';
import { label, t } from '../../i18n';
import { fullName } from './household';

export function StayHistory(props: { household: Schemas['Household'] }) {
  const { persons, stays } = props.household;
  if (stays.length === 0) return null;
  const name = (id: string): string => {
    const person = persons.find((candidate) => candidate.id === id);
    return person == null ? t('no-name') : fullName(person);
  };
  return (
    <details class="more">
      <summary>{t('stay-history')}</summary>
      <ol class="history">
        {stays.map((stay) => (
          <li key={stay.id}>
            <time dateTime={new Date(stay.age.observed_at).toISOString()}>
              {stay.age.time_uncertain ? t('age-unconfirmed') : moment(stay.age.observed_at)}
            </time>{' '}
            {name(stay.person)} <strong>{label('stay-kind', stay.kind)}</strong>
            {stay.where_to != null && (
              <> {t('stay-to', { where: label('where-to', stay.where_to) })}</>
            )}
            {stay.section != null && <> {t('in-section', { section: stay.section })}</>}
            {stay.returns_at != null && <> {t('away-until', { at: moment(stay.returns_at) })}</>}
            {stay.with_adult != null && <> {t('left-with', { name: stay.with_adult })}</>}
            {stay.note != null && <> {stay.note}</>}
          </li>
        ))}
      </ol>
    </details>
  );
}
