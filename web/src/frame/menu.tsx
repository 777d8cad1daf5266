// The menu: beside the page where there is room. On a narrow window its many entries would stand
// before the page itself, so there they are behind one button that names the page shown.
import { useSignal } from '@preact/signals';
import { count, t } from '../i18n';
import { href } from '../router';
import type { Page } from './pages';
import { silentPlaces } from './silence';

export function Menu(props: {
  pages: readonly Page[];
  current: string | undefined;
  /** A page was chosen from the opened list, which closes: the focus needs another place. */
  onChosen: () => void;
}) {
  const { pages, current, onChosen } = props;
  const open = useSignal(false);

  function choose(): void {
    if (!open.value) return;
    open.value = false;
    onChosen();
  }

  return (
    <nav class="nav" aria-label={t('nav')}>
      <button
        type="button"
        class="nav-toggle"
        aria-expanded={open.value}
        aria-controls="nav-list"
        onClick={() => (open.value = !open.value)}
      >
        {t('nav')}
        {current != null && <span class="nav-current">{t(`page-${current}`)}</span>}
      </button>
      <ul id="nav-list" class={open.value ? 'nav-open' : undefined}>
        {pages.map(({ name }) => (
          <li key={name}>
            <a
              href={href(name)}
              aria-current={name === current ? 'page' : undefined}
              onClick={choose}
            >
              {t(`page-${name}`)}
              {name === 'overview' && silentPlaces.value > 0 && (
                <span class="badge badge-warning">
                  {t('menu-silent', { n: count(silentPlaces.value) })}
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
