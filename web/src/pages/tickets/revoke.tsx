// Cutting a laptop off: one press opens this, the next one does it, a third renews the keys.
import { useEffect, useRef } from 'preact/hooks';
import { api, take } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { go } from '../../router';
import { Refusal } from '../../ui/note';

/** A ticket, and in words which laptop that is. */
export interface Whom {
  serial: string;
  name: string;
}

export function Revoke(props: { whom: Whom; onCancel: () => void }) {
  const { whom, onCancel } = props;
  const saving = useSaving();
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    head.current?.focus();
    head.current?.scrollIntoView();
  }, [whom.serial]);

  async function revoke(): Promise<void> {
    const body = { decide: 'revoke' as const, node: null, serial: whom.serial };
    const done = await saving.run(() => take(api.POST('/api/v1/hq/trust', { body })));
    if (done != null) go('trust');
  }

  return (
    <section aria-labelledby="revoke-head" class="card note-warning">
      <h2 id="revoke-head" ref={head} tabIndex={-1}>
        {t('revoke-head', { laptop: whom.name })}
      </h2>
      <ul class="points">
        <li>{t('revoke-stands')}</li>
        <li>{t('revoke-held')}</li>
        <li>{t('revoke-apart')}</li>
        <li>{t('revoke-back')}</li>
      </ul>
      <Refusal problem={saving.problem} />
      <p>
        <button
          type="button"
          class="button button-main"
          disabled={saving.busy}
          onClick={() => void revoke()}
        >
          {t('revoke-yes')}
        </button>{' '}
        <button type="button" class="button button-quiet" onClick={onCancel}>
          {t('trust-no')}
        </button>
      </p>
    </section>
  );
}
