// The poster on the wall leads to nobody: every page says so until a new one hangs there.
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { t } from '../i18n';
import { href } from '../router';

export function ReachAlarm() {
  const reach = useResource(() => take(api.GET('/api/v1/reach')), ['reach'], '');
  const poster = reach.data?.poster;
  return (
    <div role="alert" class="alert-slot">
      {poster?.wrong === true && (
        <p class="note note-error reach-alarm">
          {t('reach-alarm', { url: poster.url })} <a href={href('reach')}>{t('page-reach')}</a>
        </p>
      )}
    </div>
  );
}
