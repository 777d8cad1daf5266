// Who opened whose card, for those who answer for it. Shows numbers and ids, never an evacuee's name.
import { api, take, type Schemas } from '../api/client';
import { useResource } from '../api/resource';
import { moment } from '../clock';
import { useTitle } from '../frame/title';
import { label, t } from '../i18n';
import { isHq } from '../session';
import { Waiting } from '../ui/note';

export function LookupsPage() {
  useTitle(t('page-lookups'));
  const lookups = useResource(() => take(api.GET('/api/v1/lookups')), ['lookups', 'desk'], '');
  return (
    <>
      <h1>{t('page-lookups')}</h1>
      <p>{t('lookups-about')}</p>
      {lookups.data == null ? (
        <Waiting problem={lookups.problem} />
      ) : (
        <LookupTable list={lookups.data} />
      )}
    </>
  );
}

function LookupTable(props: { list: Schemas['LookupList'] }) {
  const { lookups, more } = props.list;
  if (lookups.length === 0) return <p class="unknown">{t('lookups-none')}</p>;
  return (
    <>
      <div class="table-box" tabIndex={0} role="group" aria-label={t('page-lookups')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('lookup-at')}</th>
              <th scope="col">{t('lookup-by')}</th>
              {isHq.value && <th scope="col">{t('lookup-place')}</th>}
              <th scope="col">{t('lookup-action')}</th>
              <th scope="col">{t('lookup-household')}</th>
              {isHq.value && <th scope="col">{t('lookup-second')}</th>}
              {isHq.value && <th scope="col">{t('lookup-why')}</th>}
              {isHq.value && <th scope="col">{t('lookup-inquiry')}</th>}
            </tr>
          </thead>
          <tbody>
            {lookups.map((lookup) => (
              <Row key={lookup.id} lookup={lookup} />
            ))}
          </tbody>
        </table>
      </div>
      {more && <p class="hint">{t('lookups-more')}</p>}
    </>
  );
}

function Row(props: { lookup: Schemas['Lookup'] }) {
  const { lookup } = props;
  return (
    <tr>
      <td>{moment(lookup.at)}</td>
      <td>{lookup.account_name ?? <span class="code">{lookup.account?.slice(-6) ?? '—'}</span>}</td>
      {isHq.value && <td>{lookup.place_name}</td>}
      <td>{lookup.action == null ? t('unknown') : label('lookup-action', lookup.action)}</td>
      <td>
        {(lookup.action === 'card' || lookup.action === 'compare') && <Seen lookup={lookup} />}
      </td>
      {isHq.value && <td>{lookup.second_name}</td>}
      {isHq.value && <td>{lookup.why}</td>}
      {isHq.value && <td>{lookup.inquiry != null && <Inquiry lookup={lookup} />}</td>}
    </tr>
  );
}

/** Whose record it was, by its numbers; of a pair also which of a household. */
function Seen(props: { lookup: Schemas['Lookup'] }) {
  const { of_place_name: place, reception_no: number, household, person } = props.lookup;
  return (
    <>
      {place} {number ?? <span class="code">{household.slice(-6)}</span>}{' '}
      {person != null && <span class="code">{person.slice(-6)}</span>}
    </>
  );
}

/** Which, to whom, how it was answered and what was told: never of whom. */
function Inquiry(props: { lookup: Schemas['Lookup'] }) {
  const { inquiry, tier, outcome, told } = props.lookup;
  return (
    <>
      <span class="code">{inquiry}</span> {tier != null && label('inquirer-tier', tier)}{' '}
      {outcome != null && label('inquiry-outcome', outcome)}{' '}
      {told.map((item) => label('told-item', item)).join(t('list-comma'))}
    </>
  );
}
