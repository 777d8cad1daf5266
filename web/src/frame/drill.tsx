// 訓練 and 仮: everything shown in a drill, or before there is a ticket, says so, on every page.
import { t } from '../i18n';
import { session } from '../session';

export function Drill() {
  const node = session.value?.node;
  return (
    <>
      {node?.drill === true && (
        <p class="drill" role="note">
          {t('drill')}
        </p>
      )}
      {node?.provisional === true && (
        <p class="drill" role="note">
          {t('provisional')}
        </p>
      )}
    </>
  );
}
