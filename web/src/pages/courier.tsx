// USBで運ぶ: take this to X, and bring the answer back. Counts and ages, no names of people.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { isHq } from '../session';
import { BringIn } from './courier/bring-in';
import { TakeAway, type Destination } from './courier/take-away';

export function CourierPage() {
  useTitle(t('page-courier'));
  const to = useSignal<Destination | undefined>(isHq.peek() ? undefined : { hq: true });
  const out = useRef<HTMLHeadingElement>(null);

  function answer(destination: Destination): void {
    to.value = destination;
    out.current?.focus();
    out.current?.scrollIntoView();
  }

  return (
    <>
      <h1>{t('page-courier')}</h1>
      <p>{t('courier-means')}</p>
      <div class="columns">
        <section aria-labelledby="courier-out" class="card">
          <h2 id="courier-out" ref={out} tabIndex={-1}>
            {t('courier-out')}
          </h2>
          <TakeAway to={to.value} onChoose={(next) => (to.value = next)} />
        </section>
        <section aria-labelledby="courier-in" class="card">
          <h2 id="courier-in">{t('courier-in')}</h2>
          <BringIn onAnswer={answer} />
        </section>
      </div>
    </>
  );
}
