// Reception on one screen: the search at the left, and what was chosen at the right.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { go } from '../router';
import { can, isHq } from '../session';
import { HouseholdPane } from './reception/household';
import { NewHouseholdPane } from './reception/new-household';
import { SearchPane } from './reception/search';
import { TwoPersons } from './reception/two-persons';

export function ReceptionPage(props: { rest: string[] }) {
  useTitle(t('page-reception'));
  const search = useRef<HTMLInputElement>(null);
  const typed = useSignal('');
  const [view, id] = props.rest;
  const writes = !isHq.value;
  // Lists and cards are read anew: what they may show has changed.
  const shown = useSignal(0);

  function revealed(): Promise<void> {
    shown.value += 1;
    go('reception');
    return Promise.resolve();
  }

  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key === 'F2' && writes) go('reception', 'new');
      else if (event.key === 'Escape' && !event.isComposing) {
        go('reception');
        search.current?.focus();
        search.current?.select();
      } else return;
      event.preventDefault();
    }
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [writes]);

  const opened = view === 'new' || (view === 'household' && id != null);
  return (
    <>
      <h1>{t('page-reception')}</h1>
      {can('POST /api/v1/hq/reveal') && isHq.value && <TwoPersons onChange={revealed} />}
      <div key={shown.value} class={opened ? 'panes panes-opened' : 'panes'}>
        <section class="pane-list" aria-label={t('search-pane')}>
          <SearchPane input={search} typed={typed} selected={id} writes={writes} focus={!opened} />
        </section>
        <section class="pane-detail" aria-label={t('detail-pane')}>
          {opened && (
            <button type="button" class="button button-quiet back" onClick={() => go('reception')}>
              {t('back-to-search')}
            </button>
          )}
          {view === 'new' && <NewHouseholdPane />}
          {view === 'household' && id != null && <HouseholdPane key={id} id={id} writes={writes} />}
          {!opened && (
            <p class="pane-empty">{writes ? t('reception-start') : t('reception-start-hq')}</p>
          )}
        </section>
      </div>
    </>
  );
}
