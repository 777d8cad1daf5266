// The frame around every page of the desk: where this is, who is signed in, whether what is
// shown is live.
import { useEffect, useRef } from 'preact/hooks';
import type { Schemas } from '../api/client';
import { link, onChange, openLive } from '../api/live';
import { label, t } from '../i18n';
import { href, route } from '../router';
import { isHq, loadSession, session, signOut } from '../session';
import { BatteryLine } from './battery-screen';
import { Drill } from './drill';
import { LanguageSwitch } from './language-switch';
import { lock, LOCK_KEY, watch } from './lock';
import { Menu } from './menu';
import { PAGES, type Page } from './pages';
import { ReachAlarm } from './reach-alarm';
import { useSilentPlaces } from './silence';
import { isWall } from './wall';

export function Desk(props: { me: Schemas['Me'] }) {
  const main = useRef<HTMLElement>(null);
  const { page, rest } = route.value;
  const shown = PAGES.filter((candidate) => candidate.shown());
  const current = shown.find((candidate) => candidate.name === page) ?? shown[0];

  useEffect(openLive, []);
  useEffect(watch, []);
  useSilentPlaces();
  useEffect(() => window.scrollTo(0, 0), [current?.name]);

  if (isWall && isHq.value) return <OnTheWall page={shown[0]} />;
  return (
    <div class="desk">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {t('skip')}
      </button>
      <Head me={props.me} />
      <Menu pages={shown} current={current?.name} onChosen={() => main.current?.focus()} />
      <main class="main" id="main" ref={main} tabIndex={-1}>
        <BatteryLine />
        <LinkLost />
        <CutOff />
        <ReachAlarm />
        <OperationClosed />
        <ClockDoubt />
        {current?.render(rest)}
      </main>
    </div>
  );
}

/** The first page alone, without anything to press; what every page must say it says too. */
function OnTheWall(props: { page: Page | undefined }) {
  return (
    <div class="wall">
      <header>
        <Drill />
        <p class="head-place">{session.value?.node?.place_name}</p>
      </header>
      <main class="main">
        <BatteryLine />
        <LinkLost />
        <CutOff />
        <OperationClosed />
        {props.page?.render([])}
      </main>
    </div>
  );
}

function Head(props: { me: Schemas['Me'] }) {
  const node = session.value?.node;
  return (
    <header class="head">
      <Drill />
      <p class="brand">{t('app-name')}</p>
      {node != null && (
        <p class="head-place">
          {node.place_name}
          {node.letter !== '' && (
            <span class="letter">{t('laptop-letter', { letter: node.letter })}</span>
          )}
        </p>
      )}
      <LanguageSwitch />
      <p class="head-me">{props.me.name}</p>
      <button
        type="button"
        class="button button-quiet"
        aria-keyshortcuts={LOCK_KEY}
        onClick={() => void lock('asked')}
      >
        {t('lock-switch', { key: LOCK_KEY })}
      </button>
      <button type="button" class="button button-quiet" onClick={() => void signOut()}>
        {t('sign-out')}
      </button>
    </header>
  );
}

/** A revoked laptop says so on every page, as soon as it knows. */
function CutOff() {
  const cutOff = session.value?.node?.cut_off ?? 'no';
  useEffect(
    () =>
      onChange((changed) => {
        if (changed == null || changed.kind === 'desk') void loadSession();
      }),
    [],
  );
  return (
    <div role="alert" class="alert-slot">
      {cutOff !== 'no' && <p class="note note-error">{label('cut-off', cutOff)}</p>}
    </div>
  );
}

function LinkLost() {
  return (
    <div role="status" class="alert-slot">
      {link.value === 'lost' && <p class="note note-warning">{t('link-lost')}</p>}
    </div>
  );
}

/** 終了: nothing new is recorded any more, and every page says so. */
function OperationClosed() {
  // That it was closed, opened again or erased comes with the city's document.
  useEffect(
    () =>
      onChange((changed) => {
        if (changed == null || changed.kind === 'city') void loadSession();
      }),
    [],
  );
  if (session.value?.node?.closed !== true) return null;
  return <p class="note note-warning">{t('operation-closed')}</p>;
}

/** Until somebody has looked at a watch, every page says so. */
function ClockDoubt() {
  if (session.value?.setup !== 'confirm_clock') return null;
  return (
    <p class="note note-warning">
      {t('clock-doubt')} <a href={href('sync')}>{t('clock-doubt-link')}</a>
    </p>
  );
}
