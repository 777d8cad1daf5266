// After saving: the number to write on the card, large, and the tick that never lies.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Schemas } from '../../api/client';
import { t } from '../../i18n';
import { href } from '../../router';
import { SavedTick } from '../../ui/note';

export function RegisteredPane(props: { registered: Schemas['Registered']; onNext: () => void }) {
  const { registered } = props;
  const next = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => next.current?.focus(), []);

  return (
    <div class="registered">
      <h2>{t('registered')}</h2>
      <p class="registered-label">{t('reception-no')}</p>
      <p class="registered-number">{registered.reception_no ?? t('no-number')}</p>
      <p>{t('registered-persons', { n: registered.persons.length })}</p>
      <SavedTick>{registered.repeated ? t('saved-before') : t('saved-here')}</SavedTick>
      <p class="hint">{t('saved-here-means')}</p>
      <div class="actions">
        <button type="button" ref={next} class="button button-main" onClick={props.onNext}>
          {t('register-next')}
        </button>
        <a class="button" href={href('reception', 'household', registered.id)}>
          {t('open-household')}
        </a>
      </div>
    </div>
  );
}
