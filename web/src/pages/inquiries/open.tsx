// Every place's inquiries at headquarters: the open ones first, the oldest first.
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { label, t } from '../../i18n';
import { href } from '../../router';
import { Age } from '../../ui/figure';
import { Waiting } from '../../ui/note';

export function OpenInquiries() {
  const found = useResource(
    () => take(api.GET('/api/v1/hq/inquiries')),
    ['people', 'city', 'place'],
    '',
  );
  return (
    <section aria-labelledby="inquiries-open">
      <h2 id="inquiries-open">{t('inquiries-open')}</h2>
      {found.data == null ? <Waiting problem={found.problem} /> : <List list={found.data} />}
    </section>
  );
}

function List(props: { list: Schemas['InquiryList'] }) {
  const { inquiries, more } = props.list;
  if (inquiries.length === 0) return <p class="unknown">{t('inquiries-none')}</p>;
  return (
    <>
      <ul class="inquiries">
        {inquiries.map((inquiry) => (
          <li key={inquiry.id} class="inquiry">
            <p>
              <a href={href('inquiries', inquiry.id)}>
                <span class="code">{inquiry.number}</span> {soughtName(inquiry.form)}
              </a>{' '}
              <State state={inquiry.state} /> <Age at={inquiry.age?.observed_at} />
            </p>
            <p class="facts">
              {inquiry.place_name || t('no-name')}{' '}
              {inquiry.form != null && label('inquiry-status', inquiry.form.status)}
            </p>
          </li>
        ))}
      </ul>
      {more && <p class="hint">{t('inquiry-more')}</p>}
    </>
  );
}

export function State(props: { state: Schemas['InquiryState'] }) {
  return (
    <span class={props.state === 'open' ? 'badge badge-warning' : 'badge'}>
      {label('inquiry-state', props.state)}
    </span>
  );
}

/** Whom they look for, in one line. */
export function soughtName(form: Schemas['InquiryForm'] | null | undefined): string {
  if (form == null) return t('inquiry-unreadable');
  const joined = (parts: (string | null | undefined)[]): string =>
    parts.filter((part) => part != null && part !== '').join(' ');
  const name = joined([form.family, form.given]);
  const kana = joined([form.family_kana, form.given_kana]);
  return name === '' ? kana : joined([name, kana === '' ? '' : `（${kana}）`]);
}
