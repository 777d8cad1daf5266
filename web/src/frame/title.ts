import { useEffect } from 'preact/hooks';
import { t } from '../i18n';

/** The tab's title: page first, since tabs are narrow. */
export function useTitle(page: string): void {
  const title = `${page} – ${t('app-name')}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
