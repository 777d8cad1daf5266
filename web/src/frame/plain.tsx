// The frame before anybody is signed in: one narrow column.
import type { ComponentChildren } from 'preact';
import { t } from '../i18n';
import { session } from '../session';
import { Drill } from './drill';
import { LanguageSwitch } from './language-switch';
import { useTitle } from './title';

export function Plain(props: { title: string; children: ComponentChildren }) {
  useTitle(props.title);
  const node = session.value?.node;
  return (
    <div class="plain">
      <header class="plain-head">
        <Drill />
        <p class="brand">{t('app-name')}</p>
        {node != null && <p class="brand-place">{node.place_name}</p>}
        <LanguageSwitch />
      </header>
      <main class="plain-main" id="main">
        <h1>{props.title}</h1>
        {props.children}
      </main>
    </div>
  );
}
