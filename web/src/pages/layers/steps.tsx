// 公開 and 取り下げ: to everybody, and back for good.
import { useSignal } from '@preact/signals';
import { api, take } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Refusal } from '../../ui/note';
import { isPublic } from './address';
import type { Shown } from './one';

export function Publish({ card, onDone }: Shown) {
  const saving = useSaving();

  async function publish(): Promise<void> {
    const params = { path: { id: card.id } };
    await saving.run(() => take(api.POST('/api/v1/layers/{id}/publish', { params })));
    await onDone();
  }

  return (
    <section aria-labelledby="publish-head" class="card">
      <h2 id="publish-head">{t('layers-publish-head')}</h2>
      <p>{card.missing.length === 0 ? t('layers-publish-means') : t('layers-publish-not-yet')}</p>
      <Refusal problem={saving.problem} />
      <button
        type="button"
        class="button button-main"
        disabled={saving.busy || card.missing.length > 0}
        onClick={() => void publish()}
      >
        {t('layers-publish')}
      </button>
    </section>
  );
}

/** Another laptop's layer, to be here, too; headquarters takes all that are published by itself. */
export function Fetch({ card, onDone }: Shown) {
  const saving = useSaving();

  async function fetchIt(): Promise<void> {
    const params = { path: { id: card.id } };
    await saving.run(() => take(api.POST('/api/v1/layers/{id}/fetch', { params })));
    await onDone();
  }

  return (
    <section aria-labelledby="fetch-head" class="card">
      <h2 id="fetch-head">{t('layers-fetch-head')}</h2>
      <Refusal problem={saving.problem} />
      {card.fetched ? (
        <p role="status">{t('layers-fetched')}</p>
      ) : (
        <>
          <p>{t('layers-fetch-means')}</p>
          <button
            type="button"
            class="button"
            disabled={saving.busy}
            onClick={() => void fetchIt()}
          >
            {t('layers-fetch')}
          </button>
        </>
      )}
    </section>
  );
}

/** Two presses: nobody gets it back. */
export function Withdraw({ card, onDone }: Shown) {
  const saving = useSaving();
  const asked = useSignal(false);

  async function withdraw(): Promise<void> {
    const params = { path: { id: card.id } };
    await saving.run(() => take(api.POST('/api/v1/layers/{id}/withdraw', { params })));
    await onDone();
  }

  return (
    <section aria-labelledby="withdraw-head" class="card">
      <h2 id="withdraw-head">{t('layers-withdraw-head')}</h2>
      <Refusal problem={saving.problem} />
      {asked.value ? (
        <div class="note note-warning">
          <p>{isPublic(card) ? t('layers-withdraw-public') : t('layers-withdraw-draft')}</p>
          <button
            type="button"
            class="button"
            disabled={saving.busy}
            onClick={() => void withdraw()}
          >
            {t('layers-withdraw-yes')}
          </button>{' '}
          <button type="button" class="button button-quiet" onClick={() => (asked.value = false)}>
            {t('layers-no')}
          </button>
        </div>
      ) : (
        <button type="button" class="button" onClick={() => (asked.value = true)}>
          {t('layers-withdraw')}
        </button>
      )}
    </section>
  );
}
