// Reception on one screen: the search at the left, and what was chosen at the right. Whatever is typed
// where nothing takes text goes into the search field, so that a reader works wherever the focus is.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { go, href } from '../router';
import { can, isHq, ownPlace } from '../session';
import { RosterFiles } from './place/roster-files';
import { AwayPane } from './reception/away';
import { BlankCardsPane } from './reception/blank-cards';
import { HouseholdPane } from './reception/household';
import { NewHouseholdPane } from './reception/new-household';
import { PaperPane } from './reception/paper';
import { isComposing } from './reception/reading';
import { SearchPane } from './reception/search';
import { TwoPersons } from './reception/two-persons';

const VIEWS = ['new', 'paper', 'away', 'cards'];

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
      else if (event.key === 'Escape' && !isComposing(event)) {
        go('reception');
        search.current?.focus();
        search.current?.select();
      } else if (isForSearch(event)) {
        // Moved before the letter lands, it lands there.
        typed.value = '';
        if (search.current != null) search.current.value = '';
        search.current?.focus();
        return;
      } else return;
      event.preventDefault();
    }
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [writes]);

  const opened = VIEWS.includes(view ?? '') || (view === 'household' && id != null);
  return (
    <>
      <h1>{t('page-reception')}</h1>
      {can('POST /api/v1/hq/reveal') && isHq.value && <TwoPersons onChange={revealed} />}
      {writes && <Ways />}
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
          {view === 'paper' && <PaperPane />}
          {view === 'away' && <AwayPane />}
          {view === 'cards' && <BlankCardsPane />}
          {view === 'household' && id != null && <HouseholdPane key={id} id={id} writes={writes} />}
          {!opened && (
            <p class="pane-empty">{writes ? t('reception-start') : t('reception-start-hq')}</p>
          )}
        </section>
      </div>
    </>
  );
}

/** What reception does besides one household. Counting alone works from the first minute. */
function Ways() {
  return (
    <ul class="ways" aria-label={t('reception-ways')}>
      <li>
        <a href={href('place')}>{t('way-count')}</a>
      </li>
      <li>
        <a href={href('reception', 'paper')}>{t('way-paper')}</a>
      </li>
      <li>
        <a href={href('reception', 'away')}>{t('way-away')}</a>
      </li>
      <li>
        <a href={href('reception', 'cards')}>{t('way-cards')}</a>
      </li>
      <li>
        <details class="way-lists">
          <summary>{t('way-lists')}</summary>
          <ul class="ways">
            <li>
              <a href="/api/v1/papers/roster" target="_blank" rel="noopener">
                {t('paper-roster')}
              </a>
            </li>
            <li>
              <a href="/api/v1/papers/public-list" target="_blank" rel="noopener">
                {t('paper-public-list')}
              </a>
            </li>
            <RosterFiles place={ownPlace.value} />
          </ul>
        </details>
      </li>
    </ul>
  );
}

/** A letter or digit, while the focus is on nothing that takes it. */
function isForSearch(event: KeyboardEvent): boolean {
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!plain || isComposing(event) || !/^[\p{L}\p{N}]$/u.test(event.key)) return false;
  const at = event.target as HTMLElement;
  return !at.matches('input:not([type=checkbox], [type=radio], [type=file]), textarea, select');
}
