// The one search field: part of a name in kanji, kana or romaji, or any number. What is a number goes
// straight to its household; a claim code that is good but not here waits (waited.tsx).
//
// A USB reader is a keyboard: it types into this field and ends with Enter. Where an input method is on,
// its Enter only ends the composition, so a number that has just been composed is looked up, too.
import { useSignal, type Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { api, asRefused, take, type Refused, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { now } from '../../clock';
import { label, t } from '../../i18n';
import { go, href } from '../../router';
import { isHq } from '../../session';
import { HqTick, Refusal, Waiting } from '../../ui/note';
import { CameraReader } from './camera';
import { useComposition } from './composition';
import { cardInHand, waitFor } from './hand';
import { isComposing } from './reading';
import { WaitedCodes } from './waited';
import { Years } from './years';

const TYPING_MS = 200;

type Code = Schemas['FoundCode'];

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
  const scanned = useSignal<{ text: string; code: Code } | undefined>(undefined);
  const problem = useSignal<Refused | undefined>(undefined);
  const list = useRef<HTMLUListElement>(null);
  const found = useResource(() => searchFor(asked.value), ['people'], asked.value);

  useComposition(input, (field) => void lookUp(field.value));

  useEffect(() => {
    const timer = setTimeout(() => (asked.value = typed.value), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);

  useEffect(() => {
    if (props.focus) input.current?.focus();
  }, []);

  /** `false`: it is no number that leads anywhere. */
  async function lookUp(text: string): Promise<boolean> {
    problem.value = undefined;
    scanned.value = undefined;
    try {
      const { code } = await searchFor(text);
      if (code == null) return false;
      if (code.household != null) {
        go('reception', 'household', code.household);
        input.current?.select();
        return true;
      }
      const read = plain(text);
      if (code.kind === 'claim_code') waitFor(read, now.value);
      else if (code.kind === 'blank_card') cardInHand.value = read;
      else return false;
      scanned.value = { text: read, code };
      asked.value = '';
      typed.value = '';
      return true;
    } catch (cause) {
      problem.value = asRefused(cause);
      return false;
    }
  }

  async function onEnter(): Promise<void> {
    const text = typed.value;
    if (text.trim() !== '' && (await lookUp(text))) return;
    // What was found meanwhile may be of what was typed before.
    if (text !== typed.value || text !== asked.value) {
      asked.value = text;
      return;
    }
    const links = list.current?.querySelectorAll('a');
    if (links?.length === 1) links[0]?.click();
    else links?.[0]?.focus();
  }

  function onKey(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      void onEnter();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      list.current?.querySelector('a')?.focus();
    }
  }

  return (
    <>
      <form class="search" role="search" onSubmit={(event) => event.preventDefault()}>
        <label for="search">{t('search-any')}</label>
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
          {t('search-any-hint')}
        </p>
      </form>
      <Refusal problem={problem.value} />
      <div role="status">
        {scanned.value?.code.kind === 'blank_card' && cardInHand.value != null && (
          <p class="note">
            {t('card-in-hand', {
              kind: label('code-kind', scanned.value.code.kind),
              card: scanned.value.text,
            })}
          </p>
        )}
      </div>
      <CameraReader onRead={(text) => void lookUp(text)} />
      <WaitedCodes opens={props.focus} />
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

function plain(text: string): string {
  return text.normalize('NFKC').trim();
}

function searchFor(text: string): Promise<Schemas['SearchResult']> {
  return take(api.POST('/api/v1/households/search', { body: { text: plain(text) } }));
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
