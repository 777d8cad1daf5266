// One volunteer's card, to be printed and cut out.
import type { Schemas } from '../../api/client';
import { t } from '../../i18n';
import { href } from '../../router';
import { session } from '../../session';

export function VolunteerCard({ volunteer }: { volunteer: Schemas['Volunteer'] }) {
  return (
    <>
      <h1>{t('volunteer-card')}</h1>
      <div class="actions no-print">
        <button type="button" class="button button-main" onClick={() => window.print()}>
          {t('print')}
        </button>
        <a class="button" href={href('volunteers')}>
          {t('page-volunteers')}
        </a>
      </div>
      <div class="volunteer-card">
        <img
          src={`/api/v1/volunteers/${volunteer.id}/card.svg`}
          alt={volunteer.card}
          width="160"
          height="160"
        />
        <div>
          <p class="volunteer-card-name">{volunteer.name}</p>
          <p>{session.value?.node?.place_name}</p>
          <p class="code">{volunteer.card}</p>
          <p class="hint">{t('volunteer-card-use')}</p>
        </div>
      </div>
    </>
  );
}
