// One inquiry at headquarters: what was asked, who may be meant, what was answered, and the answer. It is
// opened by hand, for opening it is noted.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { inquirerTierValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { useTitle } from '../../frame/title';
import { label, t } from '../../i18n';
import { href } from '../../router';
import { Choice } from '../../ui/field';
import { Age } from '../../ui/figure';
import { Refusal } from '../../ui/note';
import { options } from '../../ui/words';
import { AnswerForm } from './answer';
import { CandidateFacts } from './candidate';
import { soughtName, State } from './open';

type Opened = Schemas['OpenedInquiry'];

export function OneInquiry(props: { id: string }) {
  useTitle(t('page-inquiries'));
  const tier = useSignal<Schemas['InquirerTier']>('public');
  const opened = useSignal<Opened | undefined>(undefined);
  const saving = useSaving();

  async function open(): Promise<void> {
    const params = { path: { id: props.id } };
    const body = { tier: tier.value };
    const found = await saving.run(() =>
      take(api.POST('/api/v1/hq/inquiries/{id}/look', { params, body })),
    );
    if (found != null) opened.value = found;
  }

  return (
    <>
      <h1>
        {t('inquiry-one')} <span class="code">{props.id.slice(-6)}</span>
      </h1>
      <p>
        <a href={href('inquiries')}>{t('inquiry-back')}</a>
      </p>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void open();
        }}
      >
        <Choice
          label={t('inquiry-look-as')}
          hint={t('inquiry-look-hint')}
          value={tier.value}
          options={options('inquirer-tier', inquirerTierValues)}
          onChange={(chosen) => {
            tier.value = chosen as Schemas['InquirerTier'];
            // What is shown was shown for another.
            opened.value = undefined;
          }}
        />
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('inquiry-look')}
        </button>
      </form>
      <Refusal problem={saving.problem} />
      {opened.value != null && (
        <Shown
          key={`${props.id} ${tier.value}`}
          opened={opened.value}
          tier={tier.value}
          onDone={open}
        />
      )}
    </>
  );
}

function Shown(props: {
  opened: Opened;
  tier: Schemas['InquirerTier'];
  onDone: () => Promise<void>;
}) {
  const { inquiry, candidates, answers } = props.opened;
  const chosen = useSignal<string | undefined>(undefined);
  return (
    <>
      <section aria-labelledby="inquiry-asked">
        <h2 id="inquiry-asked">{t('inquiry-asked')}</h2>
        <p>
          <strong>{soughtName(inquiry.form)}</strong> <State state={inquiry.state} />{' '}
          <Age at={inquiry.age?.observed_at} /> {inquiry.place_name}
        </p>
        {inquiry.form != null && <Asked form={inquiry.form} />}
      </section>
      <section aria-labelledby="inquiry-candidates">
        <h2 id="inquiry-candidates">{t('inquiry-candidates')}</h2>
        <p class="hint">{t('inquiry-candidates-hint')}</p>
        {candidates.length === 0 && <p class="unknown">{t('inquiry-nobody')}</p>}
        <ul class="inquiries">
          {candidates.map((candidate) => (
            <li key={candidate.person} class="inquiry">
              <label class="check">
                <input
                  type="radio"
                  name="candidate"
                  checked={chosen.value === candidate.person}
                  onChange={() => (chosen.value = candidate.person)}
                />
                <span>
                  {candidate.told.name ?? candidate.told.kana ?? t('no-name')}{' '}
                  <span class="badge">{label('certainty', candidate.certainty)}</span>
                </span>
              </label>
              <p class="facts">
                {[...new Set(candidate.reasons)]
                  .map((reason) => label('match-reason', reason))
                  .join(t('list-comma'))}
              </p>
              <CandidateFacts told={candidate.told} />
            </li>
          ))}
        </ul>
      </section>
      <AnswerForm
        inquiry={inquiry.id}
        tier={props.tier}
        idChecked={inquiry.form?.id_checked ?? 'none'}
        person={chosen.value}
        onDone={props.onDone}
      />
      {answers.length > 0 && <Answers answers={answers} />}
    </>
  );
}

const ASKED = [
  ['family_kana', 'given_kana', 'birth', 'age'],
  ['address', 'last_known_location', 'description'],
  ['inquirer', 'relation', 'inquirer_phone', 'inquirer_address', 'reason'],
] as const;

function Asked(props: { form: Schemas['InquiryForm'] }) {
  const { form } = props;
  const rows: [string, string][] = [
    [t('inquiry-status'), label('inquiry-status', form.status)],
    ...ASKED.flat().flatMap((name): [string, string][] => {
      const value = form[name];
      return value == null || value === ''
        ? []
        : [[t(`inquiry-${name.replaceAll('_', '-')}`), value]];
    }),
    ...(form.sex == null ? [] : [[t('inquiry-sex'), label('sex', form.sex)] as [string, string]]),
    [t('inquiry-tier'), label('inquirer-tier', form.tier)],
    [t('inquiry-id-checked'), label('id-checked', form.id_checked)],
  ];
  return (
    <dl class="inquiry-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Answers(props: { answers: Schemas['GivenAnswer'][] }) {
  return (
    <section aria-labelledby="inquiry-given">
      <h2 id="inquiry-given">{t('inquiry-answers-given')}</h2>
      <ul class="points">
        {props.answers.map((answer) => (
          <li key={answer.id}>
            {moment(answer.at)} {answer.by}{' '}
            {answer.outcome != null && label('inquiry-outcome', answer.outcome)}{' '}
            {answer.tier != null && label('inquirer-tier', answer.tier)}{' '}
            {answer.told.map((item) => label('told-item', item)).join(t('list-comma'))}{' '}
            {answer.note}
          </li>
        ))}
      </ul>
    </section>
  );
}
