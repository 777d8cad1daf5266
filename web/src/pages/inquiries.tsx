// Inquiries after people (安否照会): the form at any desk; at headquarters who asks, who may be meant, and
// the answer.
import { api, take } from '../api/client';
import { useResource } from '../api/resource';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { can, isHq } from '../session';
import { Waiting } from '../ui/note';
import { InquiryForm } from './inquiries/form';
import { OneInquiry } from './inquiries/one';
import { OpenInquiries } from './inquiries/open';
import { TakenInquiries } from './inquiries/taken';

export function InquiriesPage(props: { id: string | undefined }) {
  useTitle(t('page-inquiries'));
  const answers = isHq.value && can('GET /api/v1/hq/inquiries');
  if (answers && props.id != null) return <OneInquiry key={props.id} id={props.id} />;
  return (
    <>
      <h1>{t('page-inquiries')}</h1>
      {answers && <OpenInquiries />}
      <Taking />
    </>
  );
}

function Taking() {
  const taken = useResource(() => take(api.GET('/api/v1/inquiries')), ['people', 'sync'], '');
  return (
    <>
      <section aria-labelledby="inquiry-take">
        <h2 id="inquiry-take">{t('inquiry-take')}</h2>
        <p class="hint">{t('inquiry-about')}</p>
        <InquiryForm onDone={taken.reload} />
      </section>
      <section aria-labelledby="inquiry-taken">
        <h2 id="inquiry-taken">{t('inquiry-taken')}</h2>
        {taken.data == null ? (
          <Waiting problem={taken.problem} />
        ) : (
          <TakenInquiries list={taken.data} />
        )}
      </section>
    </>
  );
}
