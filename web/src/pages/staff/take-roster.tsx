// A list of the personnel department: read and told first, then taken in.
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { base64 } from '../../api/base64';
import { api, asRefused, take, type Refused, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { count, has, label, t } from '../../i18n';
import { Check } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';

type Plan = Schemas['RosterPlan'];
type Taken = Schemas['RosterTaken'];

export function TakeRoster(props: { onDone: () => Promise<void> }) {
  const id = useId();
  const file = useSignal('');
  const plan = useSignal<Plan | undefined>(undefined);
  const left = useSignal<string[]>([]);
  const taken = useSignal<Taken | undefined>(undefined);
  const problem = useSignal<Refused | undefined>(undefined);
  const saving = useSaving();

  async function read(input: HTMLInputElement): Promise<void> {
    const [chosen] = input.files ?? [];
    if (chosen == null) return;
    problem.value = undefined;
    taken.value = undefined;
    plan.value = undefined;
    left.value = [];
    try {
      file.value = await base64(chosen);
      const body = { file: file.value };
      plan.value = await take(api.POST('/api/v1/staff/roster/check', { body }));
    } catch (cause) {
      problem.value = asRefused(cause);
    } finally {
      // The same file may be chosen again, mended.
      input.value = '';
    }
  }

  async function save(): Promise<void> {
    const body = { file: file.value, left: left.value };
    const done = await saving.run(() => take(api.POST('/api/v1/staff/roster', { body })));
    if (done == null) return;
    taken.value = done;
    plan.value = undefined;
    await props.onDone();
  }

  return (
    <details class="more">
      <summary>{t('roster-take')}</summary>
      <div class="form edit">
        <div class="field">
          <label for={id}>{t('roster-file')}</label>
          <p id={`${id}-hint`} class="hint">
            {t('roster-hint')}
          </p>
          <input
            id={id}
            type="file"
            accept=".csv,text/csv"
            aria-describedby={`${id}-hint`}
            disabled={saving.busy}
            onChange={(event) => void read(event.currentTarget)}
          />
        </div>
        <Refusal problem={problem.value ?? saving.problem} />
        {plan.value != null && (
          <Told
            plan={plan.value}
            left={left.value}
            busy={saving.busy}
            onLeft={(next) => (left.value = next)}
            onSave={() => void save()}
          />
        )}
        {taken.value != null && (
          <SavedTick>
            {t('roster-taken', {
              added: taken.value.added,
              changed: taken.value.changed,
              left: taken.value.left,
            })}
          </SavedTick>
        )}
      </div>
    </details>
  );
}

function Told(props: {
  plan: Plan;
  left: string[];
  busy: boolean;
  onLeft: (left: string[]) => void;
  onSave: () => void;
}) {
  const { plan, left } = props;
  if (plan.problems.length > 0) return <Problems problems={plan.problems} />;
  const changes = plan.added + plan.changed.length + left.length;
  const said = (id: string, checked: boolean): string[] =>
    checked ? [...left, id] : left.filter((other) => other !== id);
  return (
    <div class="roster-plan" role="status">
      <p>
        {t('roster-plan', {
          added: plan.added,
          changed: plan.changed.length,
          same: plan.same,
        })}
      </p>
      {plan.changed.length > 0 && (
        <details class="more">
          <summary>{t('roster-changed', { n: plan.changed.length })}</summary>
          <ul class="points">
            {plan.changed.map((change) => (
              <li key={change.number}>
                {change.number} {change.name}:{' '}
                {change.fields.map((field) => label('roster-field', field)).join(' ')}
              </li>
            ))}
          </ul>
        </details>
      )}
      {plan.missing.length > 0 && (
        <fieldset class="roster-missing">
          <legend>{t('roster-missing', { n: plan.missing.length })}</legend>
          <p class="hint">{t('roster-missing-means')}</p>
          {plan.missing.map((member) => (
            <Check
              key={member.id}
              label={`${member.number} ${member.name} ${member.department}`}
              checked={left.includes(member.id)}
              onChange={(checked) => props.onLeft(said(member.id, checked))}
            />
          ))}
        </fieldset>
      )}
      <button
        type="button"
        class="button button-main"
        disabled={props.busy || changes === 0}
        onClick={props.onSave}
      >
        {t('roster-save', { n: changes })}
      </button>
    </div>
  );
}

function Problems(props: { problems: Plan['problems'] }) {
  return (
    <div class="note note-error" role="alert">
      <p>{t('roster-problems', { n: props.problems.length })}</p>
      <div class="table-box" tabIndex={0} role="group" aria-label={t('roster-problems-list')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('roster-row')}</th>
              <th scope="col">{t('roster-column')}</th>
              <th scope="col">{t('roster-what')}</th>
            </tr>
          </thead>
          <tbody>
            {props.problems.map((problem) => (
              <tr key={`${problem.row} ${problem.column} ${problem.code}`}>
                <td class="num">{problem.row == null ? '' : count(problem.row)}</td>
                <td>{problem.column}</td>
                <td class="roster-why">{why(problem)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function why(problem: Plan['problems'][number]): string {
  const key = `roster-why-${problem.code.replaceAll(/[._]/g, '-')}`;
  return has(key) ? t(key, { row: problem.other_row ?? 0 }) : t('refused-field');
}
