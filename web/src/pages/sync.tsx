// Where everything is: neighbours and how far each is, and each document's age and whereabouts.
import { useEffect } from 'preact/hooks';
import { api, take, type Schemas } from '../api/client';
import { useResource } from '../api/resource';
import { moment, now } from '../clock';
import { power } from '../frame/battery';
import { useTitle } from '../frame/title';
import { count, label, t } from '../i18n';
import { href } from '../router';
import { session } from '../session';
import { Age } from '../ui/figure';
import { Refusal, SavedTick, Waiting } from '../ui/note';
import { ConfirmClock } from './confirm-clock';
import { VerdictWords } from './trust/verdict';

const REFRESH_MS = 5_000;
const SKEW_SHOWN_MS = 120_000;

export function SyncPage() {
  useTitle(t('page-sync'));
  const sync = useResource(
    () => take(api.GET('/api/v1/sync')),
    ['city', 'place', 'people', 'staff', 'desk', 'sync'],
    '',
  );
  // Neighbours come and go without a document changing.
  useEffect(() => {
    const timer = setInterval(() => void sync.reload(), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <>
      <h1>{t('page-sync')}</h1>
      {sync.data == null ? (
        <Waiting problem={sync.problem} />
      ) : (
        <>
          <Refusal problem={sync.problem} />
          <Warnings state={sync.data} />
          <OwnVerdicts verdicts={sync.data.verdicts} />
          <PowerNow />
          <Peers peers={sync.data.peers} />
          <p>
            <a class="button" href={href('courier')}>
              {t('page-courier')}
            </a>
          </p>
          <Documents documents={sync.data.documents} />
        </>
      )}
    </>
  );
}

function Warnings(props: { state: Schemas['SyncState'] }) {
  const { state } = props;
  const skew = state.clock_skew_ms ?? 0;
  return (
    <section aria-labelledby="clock-head" class="card">
      <h2 id="clock-head">{t('clock-head')}</h2>
      <p>
        {state.clock_confirmed_at == null
          ? t('clock-unconfirmed')
          : t('clock-confirmed', { at: moment(state.clock_confirmed_at) })}
      </p>
      {session.value?.setup === 'confirm_clock' && session.value.me?.role === 'manager' && (
        <ConfirmClock />
      )}
      {Math.abs(skew) > SKEW_SHOWN_MS && (
        <p class="note note-warning">{t('clock-skew', { minutes: Math.round(skew / 60_000) })}</p>
      )}
      {state.warnings.map((warning) => (
        <p key={warning} class="note note-warning">
          {label('warning', warning)}
        </p>
      ))}
    </section>
  );
}

/** What was judged of this place's records, in short; headquarters decides about it. */
function OwnVerdicts(props: { verdicts: Schemas['Verdict'][] }) {
  if (props.verdicts.length === 0) return null;
  return (
    <section aria-labelledby="own-verdicts" class="card">
      <h2 id="own-verdicts">{t('own-verdicts')}</h2>
      <p>{t('own-verdicts-means')}</p>
      {props.verdicts.map((verdict) => (
        <div key={verdict.log}>
          <VerdictWords verdict={verdict} heading="h3" />
        </div>
      ))}
    </section>
  );
}

function PowerNow() {
  const now = power.value;
  if (now == null) return null;
  return (
    <p>
      {t('battery-now')} <strong>{label('power-state', now.state)}</strong>{' '}
      {now.percent != null && `${now.percent} %`}
    </p>
  );
}

function Peers(props: { peers: Schemas['Peer'][] }) {
  return (
    <section aria-labelledby="peers-head">
      <h2 id="peers-head">{t('peers')}</h2>
      {props.peers.length === 0 ? (
        <p>{t('peers-none')}</p>
      ) : (
        <ul class="cards cards-grid">
          {props.peers.map((peer) => (
            <li key={peer.node} class="card">
              <Peer peer={peer} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Peer(props: { peer: Schemas['Peer'] }) {
  const { peer } = props;
  return (
    <>
      <h3>
        {peer.place_name === '' || peer.role === 'hq'
          ? label('node-role', peer.role)
          : peer.place_name}
      </h3>
      <p>
        <span class={peer.connected ? 'state state-staying' : 'state state-silent'}>
          {peer.connected ? t('peer-connected') : t('peer-away')}
        </span>{' '}
        {t('peer-heard')} <Age at={now.value - peer.heard_age_s * 1000} />
      </p>
      <p>{distance(peer)}</p>
      {peer.skew_ms != null && Math.abs(peer.skew_ms) > SKEW_SHOWN_MS && (
        <p class="note note-warning">
          {t('peer-skew', { minutes: Math.round(peer.skew_ms / 60_000) })}
        </p>
      )}
      <p class="hint">
        {label('node-role', peer.role)} <span class="code">{peer.node.slice(0, 8)}</span>{' '}
        {peer.address}
      </p>
    </>
  );
}

/** How far a neighbour is, in records. Before the first comparison nobody knows. */
function distance(peer: Schemas['Peer']): string {
  if (peer.behind == null || peer.ahead == null) return t('peer-unknown');
  if (peer.behind === 0 && peer.ahead === 0) return t('peer-equal');
  return t('peer-differs', { behind: peer.behind, ahead: peer.ahead });
}

function Documents(props: { documents: Schemas['DocumentState'][] }) {
  if (props.documents.length === 0) return <p class="unknown">{t('documents-unknown')}</p>;
  return (
    <section aria-labelledby="documents-head">
      <h2 id="documents-head">{t('documents')}</h2>
      <SavedTick>{t('documents-saved')}</SavedTick>
      <div class="table-box" tabIndex={0} role="group" aria-labelledby="documents-head">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('document-kind')}</th>
              <th scope="col">{t('document-owner')}</th>
              <th scope="col">{t('document-age')}</th>
              <th scope="col" class="num">
                {t('saved-here')}
              </th>
              <th scope="col" class="num">
                {t('document-at-hq')}
              </th>
              <th scope="col">{t('document-notes')}</th>
            </tr>
          </thead>
          <tbody>
            {props.documents.map((document) => (
              <DocumentRow key={`${document.kind} ${document.owner}`} document={document} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function DocumentRow(props: { document: Schemas['DocumentState'] }) {
  const { document } = props;
  return (
    <tr>
      <th scope="row">{label('kind', document.kind)}</th>
      <td>{document.owner_name}</td>
      <td>
        {document.age_s == null ? (
          <span class="unknown">{t('unknown')}</span>
        ) : (
          <Age at={now.value - document.age_s * 1000} />
        )}
      </td>
      <td class="num">{count(document.saved_here)}</td>
      <td class="num">
        {count(document.at_hq)}
        {document.hq_as_of != null && (
          <span class="hint"> {t('as-of', { at: moment(document.hq_as_of) })}</span>
        )}
      </td>
      <td>
        {!document.readable && <span class="badge">{t('sealed')}</span>}
        {document.being_checked > 0 && (
          <span class="badge">{t('being-checked', { n: document.being_checked })}</span>
        )}
        {document.disputed > 0 && <span class="badge badge-warning">{t('disputed')}</span>}
        {document.held > 0 && (
          <span class="badge badge-warning">{t('held', { n: document.held })}</span>
        )}
      </td>
    </tr>
  );
}
