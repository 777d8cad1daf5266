// The battery on every page: a line below 30 %, and at 15 % one screen that says what to save and in
// which order, from what this laptop really holds. It can be put away, and comes back at 10 %.
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { href } from '../router';
import { can, ownPlace } from '../session';
import { t } from '../i18n';
import { locked } from './lock';
import { isLow, power, urgentStep, watchBattery, type Power } from './battery';

/** The step at which the screen was put away; charging forgets it. */
const putAway = signal<number | undefined>(undefined);

export function BatteryLine() {
  useEffect(watchBattery, []);
  const now = power.value;
  useEffect(() => {
    if (now?.state === 'charging') putAway.value = undefined;
  }, [now?.state]);
  const step = urgentStep(now);
  const isUrgent = step != null && (putAway.value == null || step < putAway.value);
  return (
    <>
      <div role="status" class="alert-slot">
        {now != null && isLow(now) && (
          <p class="note note-warning battery-line">
            {t('battery-low', { n: now.percent ?? 0 })}{' '}
            {step != null && !isUrgent && (
              <button type="button" class="button" onClick={() => (putAway.value = undefined)}>
                {t('battery-show')}
              </button>
            )}
          </p>
        )}
      </div>
      {now != null && isUrgent && locked.value == null && (
        <WhatToSave now={now} onAway={() => (putAway.value = step)} />
      )}
    </>
  );
}

function WhatToSave(props: { now: Power; onAway: () => void }) {
  const { now, onAway } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  // Whoever is typing goes on where they were, once it is put away.
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const done = useSignal(false);
  const away = (): void => {
    dialog.current?.close();
    if (!done.value) onAway();
    done.value = true;
  };
  return (
    <dialog ref={dialog} class="battery" aria-labelledby="battery-head" onClose={away}>
      <h2 id="battery-head">{t('battery-head', { n: now.percent ?? 0 })}</h2>
      <p>{t('battery-plug')}</p>
      <ol class="battery-steps">
        <li>{t('battery-type')}</li>
        <li>
          <ToHq now={now} />{' '}
          {needsStick(now) && (
            <GoTo to={href('courier')} onGo={away} text={t('battery-to-stick')} />
          )}
        </li>
        <li>
          {t('battery-print')}{' '}
          <GoTo
            to={href('place', ownPlace.value, 'paper')}
            onGo={away}
            text={t('battery-to-report')}
          />
        </li>
        <li>{t('battery-shut-down')}</li>
      </ol>
      <p class="hint">{t('battery-kept')}</p>
      <button type="button" class="button button-main" onClick={away}>
        {t('battery-away')}
      </button>
    </dialog>
  );
}

function needsStick(now: Power): boolean {
  return now.notAtHq != null && now.notAtHq > 0 && can('GET /api/v1/courier');
}

/** What HQ does not have yet is lost for the others until this laptop runs again. */
function ToHq(props: { now: Power }) {
  const { notAtHq, neighbours } = props.now;
  if (notAtHq == null) return <>{t('battery-at-hq-itself')}</>;
  if (notAtHq === 0) return <>{t('battery-hq-has-all')}</>;
  return (
    <>
      {t('battery-hq-lacks', { n: notAtHq })}{' '}
      {neighbours > 0 ? t('battery-neighbours', { n: neighbours }) : t('battery-alone')}
    </>
  );
}

function GoTo(props: { to: string; text: string; onGo: () => void }) {
  return (
    <a class="button" href={props.to} onClick={props.onGo}>
      {props.text}
    </a>
  );
}
