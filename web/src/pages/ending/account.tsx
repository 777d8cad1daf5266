// What an erasure has come to: who has signed that the keys are gone, what is not shown, which papers
// are left. No person's name.
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { count, label, t } from '../../i18n';
import { Refusal } from '../../ui/note';

type Account = Schemas['ErasureAccount'];

export function ErasureAccount(props: { account: Account; onDone: () => Promise<void> }) {
  const { account, onDone } = props;
  return (
    <>
      <section class="card" aria-labelledby="account-head">
        <h2 id="account-head">{t('account-head')}</h2>
        <p class={account.complete ? undefined : 'note note-warning'}>
          {t(account.complete ? 'account-complete' : 'account-incomplete')}
        </p>
        <p class="hint">{t('account-means')}</p>
        <ul>
          <li>
            <a href="/api/v1/ending/certificate" download="erasure.certificate">
              {t('account-certificate')}
            </a>
          </li>
          <li>
            <a href="/api/v1/ending/certificate.html" download="erasure-certificate.html">
              {t('account-paper')}
            </a>
          </li>
        </ul>
      </section>
      <Laptops account={account} />
      <Papers account={account} onDone={onDone} />
      <Others account={account} onDone={onDone} />
    </>
  );
}

function Laptops(props: { account: Account }) {
  const { proven, unproven } = props.account;
  return (
    <section class="card" aria-labelledby="laptops-head">
      <h2 id="laptops-head">{t('account-laptops')}</h2>
      <h3>{t('account-unproven', { n: count(unproven.length) })}</h3>
      <ul class="plain-list">
        {unproven.map((it) => (
          <li key={it.node}>
            <span class="code">{it.node.slice(0, 8)}</span> {label('node-role', it.role)}{' '}
            {it.place_name} <span class="badge badge-warning">{label('unproven', it.why)}</span>
          </li>
        ))}
      </ul>
      <h3>{t('account-proven', { n: count(proven.length) })}</h3>
      <ul class="plain-list">
        {proven.map((it) => (
          <li key={it.node}>
            <span class="code">{it.node.slice(0, 8)}</span> {label('node-role', it.role)}{' '}
            {it.place_name} {moment(it.at)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A person has seen to it that something is gone. */
function useTick(onDone: () => Promise<void>) {
  const saving = useSaving();
  const tick = async (serial: string): Promise<void> => {
    const body = { serial };
    const done = await saving.run(() => take(api.POST('/api/v1/ending/papers', { body })));
    if (done != null) await onDone();
  };
  return { saving, tick };
}

function Papers(props: { account: Account; onDone: () => Promise<void> }) {
  const { account, onDone } = props;
  const { saving, tick } = useTick(onDone);

  return (
    <section class="card" aria-labelledby="papers-head">
      <h2 id="papers-head">{t('account-papers')}</h2>
      <p class="hint">{t(account.tickets_known ? 'papers-known' : 'papers-unknown')}</p>
      <Refusal problem={saving.problem} />
      <h3>{t('papers-open', { n: count(account.open_papers.length) })}</h3>
      <ul class="plain-list">
        {account.open_papers.map((paper) => (
          <li key={paper.serial} class="to-destroy">
            <span>
              {paper.role == null ? (
                t('paper-city-folder')
              ) : (
                <>
                  <span class="code">{paper.serial}</span> {label('node-role', paper.role)}{' '}
                  {paper.place_name} {t('laptop-letter', { letter: paper.letter })}
                </>
              )}{' '}
              {paper.laptops > 1 && <span class="badge badge-warning">{t('paper-twice')}</span>}
            </span>
            <button
              type="button"
              class="button"
              disabled={saving.busy}
              aria-label={t('paper-destroyed-of', { serial: paper.serial })}
              onClick={() => void tick(paper.serial)}
            >
              {t('paper-destroyed')}
            </button>
          </li>
        ))}
      </ul>
      <h3>{t('papers-destroyed', { n: count(account.destroyed_papers.length) })}</h3>
      <ul class="plain-list">
        {account.destroyed_papers.map((paper) => (
          <li key={paper.serial}>
            {paper.city_folder ? t('paper-city-folder') : <span class="code">{paper.serial}</span>}{' '}
            {moment(paper.at)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Others(props: { account: Account; onDone: () => Promise<void> }) {
  const { bundles, kept } = props.account;
  const { saving, tick } = useTick(props.onDone);
  return (
    <section class="card" aria-labelledby="others-head">
      <h2 id="others-head">{t('account-others')}</h2>
      <h3>{t('account-bundles', { n: count(bundles.length) })}</h3>
      <p class="hint">{t('account-bundles-means')}</p>
      <Refusal problem={saving.problem} />
      <ul class="plain-list">
        {bundles.map((bundle) => (
          <li key={bundle.serial} class="to-destroy">
            <span>
              <span class="code">{bundle.node.slice(0, 8)}</span>{' '}
              {t('bundle-to', { place: bundle.to_name, at: moment(bundle.made_at) })}
              {bundle.erased_at != null &&
                ` ${t('bundle-erased-at', { at: moment(bundle.erased_at) })}`}
            </span>
            {bundle.erased_at == null && (
              <button
                type="button"
                class="button"
                disabled={saving.busy}
                aria-label={t('bundle-erased-of', { place: bundle.to_name })}
                onClick={() => void tick(bundle.serial)}
              >
                {t('bundle-erased')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <h3>{t('account-kept')}</h3>
      <ul class="plain-list">
        {kept.map((it) => (
          <li key={it.hash}>
            {label('kept-class', it.class)} {t('kept-until', { at: moment(it.until) })}{' '}
            <span class="code">{it.hash.slice(0, 16)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
