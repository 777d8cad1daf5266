// Transfers (転所): who came from elsewhere, who is on the way here, and who was sent on.
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { isHq } from '../session';
import { Waiting } from '../ui/note';
import { Arrival } from './transfers/arrival';
import { Expected } from './transfers/expected';
import { Sent } from './transfers/sent';

export function TransfersPage() {
  useTitle(t('page-transfers'));
  const found = useResource(
    () => take(api.GET('/api/v1/transfers')),
    ['people', 'city', 'place'],
    '',
  );
  return (
    <>
      <h1>{t('page-transfers')}</h1>
      {!isHq.value && <Arrival onDone={found.reload} />}
      {found.data == null ? (
        <Waiting problem={found.problem} />
      ) : (
        <>
          {!isHq.value && <Expected expected={found.data.expected} onDone={found.reload} />}
          <Sent sent={found.data.sent} onDone={found.reload} />
        </>
      )}
      <p class="hint">{t('list-not-everybody')}</p>
    </>
  );
}
