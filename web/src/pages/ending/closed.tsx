// A closed operation: since when, what is kept until when, and the way back.
import type { Schemas } from '../../api/client';
import { api, take } from '../../api/client';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { t } from '../../i18n';
import { loadSession } from '../../session';
import { Refusal } from '../../ui/note';

export function Closed(props: {
  closed: Schemas['ClosedState'];
  ordered: boolean;
  onDone: () => Promise<void>;
}) {
  const { closed, ordered, onDone } = props;
  const saving = useSaving();

  async function reopen(): Promise<void> {
    const done = await saving.run(() => take(api.POST('/api/v1/ending/reopen')));
    if (done == null) return;
    await loadSession();
    await onDone();
  }

  return (
    <section class="card" aria-labelledby="closed-head">
      <h2 id="closed-head">{t('closed-head')}</h2>
      <p>{t('closed-since', { at: moment(closed.at) })}</p>
      <dl class="known">
        <Until name={t('keep-people-until')} at={closed.people_until} />
        <Until name={t('keep-lookups-until')} at={closed.lookups_until} />
        <Until name={t('keep-figures-until')} at={closed.figures_until} />
      </dl>
      <Refusal problem={saving.problem} />
      {!ordered && (
        <div class="actions">
          <button type="button" class="button" disabled={saving.busy} onClick={() => void reopen()}>
            {t('reopen-do')}
          </button>
        </div>
      )}
    </section>
  );
}

function Until(props: { name: string; at: number }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{moment(props.at)}</dd>
    </div>
  );
}
