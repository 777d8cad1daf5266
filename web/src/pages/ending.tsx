// 災害対応の終了: closing the operation at headquarters, what is kept until when, and erasing.
import { api, take, type Schemas } from '../api/client';
import { useResource } from '../api/resource';
import { useTitle } from '../frame/title';
import { label, t } from '../i18n';
import { Waiting } from '../ui/note';
import { ErasureAccount } from './ending/account';
import { CloseForm } from './ending/close-form';
import { Closed } from './ending/closed';
import { Erase } from './ending/erase';
import { LeftList } from './ending/left';

export function EndingPage() {
  useTitle(t('page-ending'));
  const ending = useResource(
    () => take(api.GET('/api/v1/ending')),
    ['city', 'place', 'people', 'desk'],
    '',
  );
  return (
    <>
      <h1>{t('page-ending')}</h1>
      {ending.data == null ? (
        <Waiting problem={ending.problem} />
      ) : (
        <Ending ending={ending.data} onDone={ending.reload} />
      )}
    </>
  );
}

function Ending(props: { ending: Schemas['EndingState']; onDone: () => Promise<void> }) {
  const { ending, onDone } = props;
  if (ending.closed == null) {
    return (
      <>
        <p>{t('ending-means')}</p>
        {ending.left != null && (
          <section class="card" aria-labelledby="ending-left">
            <h2 id="ending-left">{t('ending-left')}</h2>
            <LeftList left={ending.left.all} openPlaces={ending.left.open_places} />
          </section>
        )}
        <CloseForm suggested={ending.suggested} onDone={onDone} />
      </>
    );
  }
  return (
    <>
      <Closed closed={ending.closed} ordered={ending.ordered_at != null} onDone={onDone} />
      {ending.ordered_at == null ? (
        <Erase closed={ending.closed} drill={ending.drill} onDone={onDone} />
      ) : (
        <p class="note note-warning">
          {t(ending.here === 'waiting' ? 'erase-waits' : 'erase-goes')}{' '}
          <span class="badge">{label('here', ending.here)}</span>
        </p>
      )}
      {ending.account != null && <ErasureAccount account={ending.account} onDone={onDone} />}
    </>
  );
}
