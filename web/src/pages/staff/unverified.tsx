// What came by public pages: it counts for nobody until somebody here confirms it.
import { api, take, type Schemas } from '../../api/client';
import { staffVerdictValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { Refusal } from '../../ui/note';
import { ReportLine } from './roster';

type Report = Schemas['UnverifiedReport'];

export function Unverified(props: { reports: Report[]; onDone: () => Promise<void> }) {
  if (props.reports.length === 0) return null;
  return (
    <section aria-labelledby="staff-unverified">
      <h2 id="staff-unverified">{t('staff-unverified')}</h2>
      <p class="hint">{t('staff-unverified-means')}</p>
      <ul class="roster">
        {props.reports.map((report) => (
          <One key={report.id} report={report} onDone={props.onDone} />
        ))}
      </ul>
    </section>
  );
}

function One({ report, onDone }: { report: Report; onDone: () => Promise<void> }) {
  const saving = useSaving();

  async function decide(verdict: Schemas['StaffVerdict']): Promise<void> {
    const params = { path: { id: report.id } };
    const body = { place: report.place, verdict };
    const done = await saving.run(() =>
      take(api.POST('/api/v1/staff/unverified/{id}', { params, body })),
    );
    if (done != null) await onDone();
  }

  return (
    <li>
      <p>
        <span class="code">{report.number}</span>{' '}
        {report.name == null ? (
          <span class="state state-disputed">{t('staff-not-on-roster')}</span>
        ) : (
          <span class="name">{report.name}</span>
        )}{' '}
        <span class="kana">{report.department}</span>
      </p>
      <ReportLine report={report.report} />
      <p class="facts">
        {t('staff-taken-at', { place: report.place_name })}
        {report.disputed && <strong> {t('staff-disputed')}</strong>}
      </p>
      <Refusal problem={saving.problem} />
      {report.can_decide ? (
        <div class="actions">
          {staffVerdictValues.map((verdict) => (
            <button
              key={verdict}
              type="button"
              class={verdict === 'confirm' ? 'button button-main' : 'button'}
              aria-label={`${label('staff-verdict', verdict)} ${report.number}`}
              disabled={saving.busy}
              onClick={() => void decide(verdict)}
            >
              {label('staff-verdict', verdict)}
            </button>
          ))}
        </div>
      ) : (
        <p class="hint">{t('staff-decided-there')}</p>
      )}
    </li>
  );
}
