// A bundle that was brought here: chosen, read with its progress, told in words what it brought.
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { asRefused, type Refused, type Schemas } from '../../api/client';
import { timeLeft, upload, type Progress } from '../../api/upload';
import { moment } from '../../clock';
import { count, label, t } from '../../i18n';
import { ownPlace } from '../../session';
import { Refusal, SavedTick } from '../../ui/note';
import type { Destination } from './take-away';

type Report = Schemas['CourierReport'];

export function BringIn(props: { onAnswer: (to: Destination) => void }) {
  const id = useId();
  const progress = useSignal<Progress | undefined>(undefined);
  const begun = useSignal(0);
  const problem = useSignal<Refused | undefined>(undefined);
  const report = useSignal<Report | undefined>(undefined);

  async function read(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (file == null) return;
    problem.value = undefined;
    report.value = undefined;
    begun.value = performance.now();
    progress.value = { sent: 0, all: file.size };
    try {
      const told = (next: Progress): void => void (progress.value = next);
      report.value = await upload<Report>('/api/v1/courier/bundle', file, told);
    } catch (cause) {
      problem.value = asRefused(cause);
    } finally {
      progress.value = undefined;
      // The same file may be chosen again.
      input.value = '';
    }
  }

  return (
    <>
      <div class="field">
        <label for={id}>{t('courier-file')}</label>
        <p id={`${id}-hint`} class="hint">
          {t('courier-in-hint')}
        </p>
        <input
          id={id}
          type="file"
          accept=".musubi"
          aria-describedby={`${id}-hint`}
          disabled={progress.value != null}
          onChange={(event) => void read(event.currentTarget)}
        />
      </div>
      {progress.value != null && <Reading progress={progress.value} begun={begun.value} />}
      <Refusal problem={problem.value} />
      {report.value != null && <Brought report={report.value} onAnswer={props.onAnswer} />}
    </>
  );
}

function Reading(props: { progress: Progress; begun: number }) {
  const { sent, all } = props.progress;
  return (
    <div class="reading">
      <progress max={Math.max(all, 1)} value={sent} aria-labelledby="courier-in" />
      <p role="status">
        {t('courier-reading', { percent: percent(sent, all) })}{' '}
        {timeLeft(performance.now() - props.begun, props.progress)}
      </p>
    </div>
  );
}

function Brought(props: { report: Report; onAnswer: (to: Destination) => void }) {
  const { report } = props;
  const from = report.from_hq ? t('courier-to-hq') : report.from_name;
  const answer = (): void => {
    props.onAnswer(report.from_hq ? { hq: true } : { place: report.from, name: from });
  };
  return (
    <>
      <p>{t('courier-from', { from, at: moment(report.made_at) })}</p>
      <SavedTick>
        {report.new_entries + report.new_facts === 0
          ? t('courier-nothing-new')
          : t('courier-new', { n: count(report.new_entries), places: count(report.new_places) })}
      </SavedTick>
      {report.ending === 'whole' ? (
        <p>{label('courier-ending', report.ending)}</p>
      ) : (
        <p class="note note-warning">
          {label('courier-ending', report.ending)}{' '}
          {t('courier-usable', { percent: percent(report.usable_bytes, report.bytes) })}
        </p>
      )}
      {report.early > 0 && (
        <p class="note note-warning">{t('courier-early', { n: report.early })}</p>
      )}
      {report.refused > 0 && (
        <p class="note note-warning">{t('courier-refused', { n: report.refused })}</p>
      )}
      {report.from !== ownPlace.value && (
        <div class="note">
          <h3>{t('courier-back-head')}</h3>
          <p>{t('courier-back', { from })}</p>
          <button type="button" class="button" onClick={answer}>
            {t('courier-back-button', { from })}
          </button>
        </div>
      )}
    </>
  );
}

function percent(part: number, all: number): number {
  return all === 0 ? 0 : Math.floor((part * 100) / all);
}
