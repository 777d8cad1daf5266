// Finding a household: by part of a name in kanji, kana or romaji, or by number.
import { useSignal, type Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { label, t } from '../../i18n';
import { go, href } from '../../router';
import { isHq } from '../../session';
import { HqTick, Waiting } from '../../ui/note';
import { Years } from './years';

const TYPING_MS = 200;

export function SearchPane(props: {
  input: RefObject<HTMLInputElement | null>;
  typed: Signal<string>;
  selected: string | undefined;
  writes: boolean;
  /** The reader begins here, unless the address opened something else. */
  focus: boolean;
}) {
  const { input, typed } = props;
  const asked = useSignal('');
  const list = useRef<HTMLUListElement>(null);
  const found = useResource(
    () =>
      take(
        api.POST('/api/v1/households/search', {
          body: { text: asked.value.normalize('NFKC').trim() },
        }),
      ),
    ['people'],
    asked.value,
  );

  useEffect(() => {
    const timer = setTimeout(() => (asked.value = typed.value), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);

  useEffect(() => {
    if (props.focus) input.current?.focus();
  }, []);

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      const links = list.current?.querySelectorAll('a');
      if (event.key === 'Enter' && links?.length === 1) links[0]?.click();
      else links?.[0]?.focus();
    }
  }

  return (
    <>
      <form class="search" role="search" onSubmit={(event) => event.preventDefault()}>
        <label for="search">{t('search-label')}</label>
        <input
          id="search"
          type="search"
          ref={input}
          autoComplete="off"
          aria-describedby="search-hint"
          value={typed.value}
          onInput={(event) => (typed.value = event.currentTarget.value)}
          onKeyDown={onKey}
        />
        <p class="hint" id="search-hint">
          {t('search-hint')}
        </p>
      </form>
      {props.writes && (
        <button
          type="button"
          class="button button-main button-wide"
          onClick={() => go('reception', 'new')}
        >
          {t('register-household')} <kbd>F2</kbd>
        </button>
      )}
      <h2 class="list-head">
        {asked.value.trim() === '' ? t('search-newest') : t('search-results')}
      </h2>
      {found.data == null ? (
        <Waiting problem={found.problem} />
      ) : (
        <Hits result={found.data} list={list} selected={props.selected} />
      )}
    </>
  );
}

function Hits(props: {
  result: Schemas['SearchResult'];
  list: RefObject<HTMLUListElement | null>;
  selected: string | undefined;
}) {
  const { households, more } = props.result;
  return (
    <>
      <div role="status">{households.length === 0 && <p>{t('search-none')}</p>}</div>
      {households.length > 0 && (
        <ul class="hits" ref={props.list} onKeyDown={walk}>
          {households.map((hit) => (
            <li key={hit.id}>
              <a
                class="hit"
                href={href('reception', 'household', hit.id)}
                aria-current={hit.id === props.selected ? 'true' : undefined}
              >
                <Hit hit={hit} />
              </a>
            </li>
          ))}
        </ul>
      )}
      {more && <p class="hint">{t('search-more')}</p>}
      <p class="hint">{t('roster-incomplete')}</p>
    </>
  );
}

/** Arrow keys walk the results. */
function walk(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const links = [...(event.currentTarget as HTMLElement).querySelectorAll('a')];
  const next = links[links.findIndex((link) => link === document.activeElement) + step];
  next?.focus();
  event.preventDefault();
}

function Hit(props: { hit: Schemas['HouseholdHit'] }) {
  const { hit } = props;
  return (
    <>
      <span class="hit-head">
        <span class="number">{hit.reception_no ?? t('no-number')}</span>
        {isHq.value && <span class="hit-place">{hit.place_name}</span>}
        <HqTick kept={hit.kept} />
        {hit.has_clash && <span class="badge badge-warning">{t('clash')}</span>}
        {hit.self_registered && hit.reception_no == null && (
          <span class="badge">{t('self-registered')}</span>
        )}
      </span>
      {hit.persons.map((person) => (
        <span key={person.id} class={person.matched ? 'hit-person hit-matched' : 'hit-person'}>
          <span class="name">{person.name}</span>
          <span class="kana">{person.kana}</span>
          <Years age={person.age} />
          <span class={`state state-${person.state}`}>{label('stay-state', person.state)}</span>
        </span>
      ))}
    </>
  );
}
