// 訓練: everything shown in a drill says so, on every page.
import { t } from '../i18n';
import { session } from '../session';

export function Drill() {
  if (session.value?.node?.drill !== true) return null;
  return (
    <p class="drill" role="note">
      {t('drill')}
    </p>
  );
}
