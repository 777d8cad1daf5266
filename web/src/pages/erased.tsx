// A laptop that obeyed an order to erase: it reads nothing any more, and asks nobody to sign in.
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { Plain } from '../frame/plain';
import { t } from '../i18n';
import { Waiting } from '../ui/note';
import { ErasureAccount } from './ending/account';

export function Erased() {
  const ending = useResource(() => take(api.GET('/api/v1/ending')), ['city'], '');
  return (
    <Plain title={t('erased-head')}>
      <p>{t('erased-means')}</p>
      <p>{t('erased-next')}</p>
      {ending.data == null ? (
        <Waiting problem={ending.problem} />
      ) : (
        ending.data.account != null && (
          <ErasureAccount account={ending.data.account} onDone={ending.reload} />
        )
      )}
    </Plain>
  );
}
