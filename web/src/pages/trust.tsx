// 端末の失効と保留中の記録: whom headquarters cut off, what is held, vouched for or disputed, and what
// a person may decide about it. Counts, places and times; no names of people.
import { useEffect } from 'preact/hooks';
import { api, take, type Schemas } from '../api/client';
import { useResource } from '../api/resource';
import { useSaving, type Saving } from '../api/saving';
import { moment } from '../clock';
import { useTitle } from '../frame/title';
import { count, label, t } from '../i18n';
import { Refusal, Waiting } from '../ui/note';
import { CityKey } from './trust/city-key';
import { laptopName } from './trust/laptop';
import { RevokedList } from './trust/revoked';
import { revocationOf } from './trust/rules';
import { VerdictWords } from './trust/verdict';

export type State = Schemas['TrustState'];
export type Decide = Schemas['Decide'];

const REFRESH_MS = 5_000;

export interface Deciding {
  saving: Saving;
  decide: (decide: Decide) => Promise<boolean>;
}

export function TrustPage() {
  useTitle(t('page-trust'));
  const trust = useResource(() => take(api.GET('/api/v1/hq/trust')), ['desk', 'city', 'sync'], '');
  const saving = useSaving();
  // What is held grows without a document showing anything new.
  useEffect(() => {
    const timer = setInterval(() => void trust.reload(), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);

  async function decide(body: Decide): Promise<boolean> {
    const done = await saving.run(() => take(api.POST('/api/v1/hq/trust', { body })));
    await trust.reload();
    return done != null;
  }

  const state = trust.data;
  return (
    <>
      <h1>{t('page-trust')}</h1>
      {state == null ? (
        <Waiting problem={trust.problem} />
      ) : (
        <>
          <Refusal problem={saving.problem ?? trust.problem} />
          <Keys state={state} saving={saving} decide={decide} />
          <RevokedList revoked={state.revoked} saving={saving} decide={decide} />
          <Verdicts state={state} saving={saving} decide={decide} />
          <Reissued reissued={state.reissued} />
          <CityKey onLearned={() => void trust.reload()} />
        </>
      )}
    </>
  );
}

/** New keys wherever somebody revoked could go on reading, and for laptops that came later. */
function Keys(props: Deciding & { state: State }) {
  const { state, saving, decide } = props;
  return (
    <>
      <div role="status" class="alert-slot">
        {state.groups_to_renew > 0 && (
          <div class="note note-warning">
            <h2>{t('trust-renew-head')}</h2>
            <p>{t('trust-renew-means')}</p>
            <button
              type="button"
              class="button button-main"
              disabled={saving.busy}
              onClick={() => void decide({ decide: 'renew' })}
            >
              {t('trust-renew')}
            </button>
          </div>
        )}
      </div>
      {state.lacking.length > 0 && (
        <section aria-labelledby="lacking-head" class="card">
          <h2 id="lacking-head">{t('trust-lacking-head')}</h2>
          <p>{t('trust-lacking-means')}</p>
          <ul class="plain-list">
            {state.lacking.map(({ laptop }) => (
              <li key={laptop.node}>
                {laptopName(laptop)}{' '}
                <button
                  type="button"
                  class="button"
                  disabled={saving.busy}
                  aria-label={t('trust-hand-named', { laptop: laptopName(laptop) })}
                  onClick={() => void decide({ decide: 'hand', nodes: [laptop.node] })}
                >
                  {t('trust-hand')}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Verdicts(props: Deciding & { state: State }) {
  const { state, saving, decide } = props;
  return (
    <section aria-labelledby="verdicts-head">
      <h2 id="verdicts-head">{t('trust-verdicts')}</h2>
      {state.verdicts.length === 0 ? (
        <p>{t('trust-verdicts-none')}</p>
      ) : (
        <ul class="cards">
          {state.verdicts.map((verdict) => (
            <li key={verdict.log} class="card">
              <VerdictWords verdict={verdict} heading="h3" />
              <ExtendOne state={state} verdict={verdict} saving={saving} decide={decide} />
              <Rule verdict={verdict} saving={saving} decide={decide} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What came late and was honest: a person says so, log by log. */
function ExtendOne(props: Deciding & { state: State; verdict: Schemas['Verdict'] }) {
  const { state, verdict, saving, decide } = props;
  const revoked = revocationOf(state.revoked, verdict);
  if (revoked == null || verdict.cut_after == null) return null;
  if (revoked.by_city) return <p class="hint">{t('trust-by-city')}</p>;
  const { node, serial } = revoked;
  const logs = [verdict.log];
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={saving.busy}
        onClick={() => void decide({ decide: 'extend', node: node ?? null, serial, logs })}
      >
        {t('trust-extend', { n: verdict.entries - verdict.cut_after })}
      </button>
      <p class="hint">{t('trust-extend-means')}</p>
    </>
  );
}

function Rule(props: Deciding & { verdict: Schemas['Verdict'] }) {
  const { verdict, saving, decide } = props;
  if (verdict.forked == null) return null;
  return (
    <>
      <ul class="plain-list">
        {verdict.forked.branches.map((branch, index) => (
          <li key={branch.leaf}>
            {t('trust-branch', { number: index + 1, n: branch.entries })}
            {branch.followed && <span class="badge">{t('trust-followed')}</span>}{' '}
            {(!branch.followed || verdict.forked?.ruled !== true) && (
              <button
                type="button"
                class="button"
                disabled={saving.busy}
                onClick={() => void decide({ decide: 'rule', log: verdict.log, leaf: branch.leaf })}
              >
                {t('trust-rule', { number: index + 1 })}
              </button>
            )}
          </li>
        ))}
      </ul>
      <p class="hint">{t('trust-rule-means')}</p>
    </>
  );
}

function Reissued(props: { reissued: Schemas['Reissued'][] }) {
  if (props.reissued.length === 0) return null;
  return (
    <section aria-labelledby="reissued-head" class="card">
      <h2 id="reissued-head">{t('trust-reissued')}</h2>
      <p>{t('trust-reissued-means')}</p>
      <ul class="points">
        {props.reissued.map((row) => (
          <li key={`${row.laptop.node} ${row.kind} ${row.owner_name}`}>
            {laptopName(row.laptop)}: {label('kind', row.kind)} {row.owner_name}{' '}
            {t('trust-records', { n: count(row.records) })}
            {row.last_at != null && ` ${t('trust-last', { at: moment(row.last_at) })}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
