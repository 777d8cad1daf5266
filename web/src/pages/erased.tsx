// A laptop that obeyed an order to erase: it reads nothing any more, and asks nobody to sign in.
import { useEffect } from 'preact/hooks';
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { Plain } from '../frame/plain';
import { t } from '../i18n';
import { Waiting } from '../ui/note';
import { ErasureAccount } from './ending/account';

/** Without an account there is no stream of changes: proofs of others come in meanwhile. */
const AGAIN_MS = 5_000;

export function Erased() {
  const ending = useResource(() => take(api.GET('/api/v1/ending')), ['city'], '');
  useEffect(() => {
    const timer = setInterval(() => void ending.reload(), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
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
