// Laptops and tickets that are cut off: since when, by whom, and, honestly, what they could read.
import { useSignal } from '@preact/signals';
import type { Schemas } from '../../api/client';
import { moment } from '../../clock';
import { count, label, t } from '../../i18n';
import type { Deciding } from '../trust';
import { laptopName } from './laptop';

type Revoked = Schemas['Revoked'];

export function RevokedList(props: Deciding & { revoked: Revoked[] }) {
  const { revoked, saving, decide } = props;
  return (
    <section aria-labelledby="revoked-head">
      <h2 id="revoked-head">{t('trust-revoked')}</h2>
      {revoked.length === 0 ? (
        <p>{t('trust-revoked-none')}</p>
      ) : (
        <ul class="cards">
          {revoked.map((one) => (
            <li key={`${one.node ?? ''} ${one.serial}`} class="card">
              <One revoked={one} saving={saving} decide={decide} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function One(props: Deciding & { revoked: Revoked }) {
  const { revoked, saving, decide } = props;
  return (
    <>
      <h3>
        {revoked.laptops.length === 0
          ? t('trust-ticket-unused', { serial: revoked.serial })
          : revoked.laptops.map(laptopName).join(t('list-and'))}
      </h3>
      <p class="hint">
        {t('trust-serial')} <span class="code">{revoked.serial}</span>
        {revoked.decided_at != null &&
          ` ${t('trust-decided', { at: moment(revoked.decided_at), by: revoked.decided_by ?? t('unknown') })}`}
      </p>
      <ul class="points">
        <li>{t('trust-stands', { n: count(revoked.logs_standing) })}</li>
        <li>{t('trust-held', { n: count(revoked.held) })}</li>
        <li>{t('trust-vouched', { n: count(revoked.vouched) })}</li>
        {revoked.void > 0 && <li>{t('trust-void', { n: count(revoked.void) })}</li>}
        <li>{revoked.renewed ? t('trust-renewed') : t('trust-not-renewed')}</li>
      </ul>
      <Read revoked={revoked} />
      {revoked.by_city ? (
        <p class="hint">{t('trust-by-city')}</p>
      ) : (
        <Lift revoked={revoked} saving={saving} decide={decide} />
      )}
    </>
  );
}

/** The most it could have read, and what it never had a key for. */
function Read(props: { revoked: Revoked }) {
  const { revoked } = props;
  if (revoked.laptops.length === 0) return null;
  return (
    <details>
      <summary>{t('read-head')}</summary>
      <p>{t('read-means')}</p>
      {revoked.could_read.length === 0 ? (
        <p>{t('read-nothing')}</p>
      ) : (
        <div class="table-box" tabIndex={0} role="group" aria-label={t('read-head')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('document-kind')}</th>
                <th scope="col">{t('document-owner')}</th>
                <th scope="col" class="num">
                  {t('read-records')}
                </th>
                <th scope="col" class="num">
                  {t('read-entries')}
                </th>
                <th scope="col" class="num">
                  {t('read-closed')}
                </th>
              </tr>
            </thead>
            <tbody>
              {revoked.could_read.map((row) => (
                <tr key={row.kind}>
                  <th scope="row">{label('kind', row.kind)}</th>
                  <td>
                    {row.place_name ??
                      (row.places === 0 ? '' : t('read-places', { n: count(row.places) }))}
                  </td>
                  <td class="num">{count(row.records)}</td>
                  <td class="num">{count(row.entries)}</td>
                  <td class="num">{count(row.entries_closed)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p>{t('read-never', { n: count(revoked.places_closed) })}</p>
      <p>{t('read-lock')}</p>
    </details>
  );
}

function Lift(props: Deciding & { revoked: Revoked }) {
  const { revoked, saving, decide } = props;
  const asked = useSignal(false);
  const { node, serial } = revoked;
  if (!asked.value) {
    return (
      <button type="button" class="button" onClick={() => (asked.value = true)}>
        {t('trust-lift')}
      </button>
    );
  }
  return (
    <div class="note note-warning">
      <p>{t('trust-lift-means')}</p>
      <button
        type="button"
        class="button"
        disabled={saving.busy}
        onClick={() => void decide({ decide: 'lift', node: node ?? null, serial })}
      >
        {t('trust-lift-yes')}
      </button>{' '}
      <button type="button" class="button button-quiet" onClick={() => (asked.value = false)}>
        {t('trust-no')}
      </button>
    </div>
  );
}
