// The answer: what is to be told stands here only once it is noted.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { idCheckedValues, inquiryOutcomeValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Choice, TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { options, said } from '../../ui/words';
import { CandidateFacts } from './candidate';

export function AnswerForm(props: {
  inquiry: string;
  tier: Schemas['InquirerTier'];
  idChecked: Schemas['IdChecked'];
  /** One of the candidates, where one was chosen. */
  person: string | undefined;
  onDone: () => Promise<void>;
}) {
  const outcome = useSignal<string>('');
  const checked = useSignal<string>(props.idChecked);
  const note = useSignal('');
  const told = useSignal<Schemas['AnsweredInquiry'] | undefined>(undefined);
  const saving = useSaving();
  const lacksPerson = outcome.value === 'found' && props.person == null;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const params = { path: { id: props.inquiry } };
    const answer = {
      outcome: outcome.value as Schemas['InquiryOutcome'],
      tier: props.tier,
      id_checked: checked.value as Schemas['IdChecked'],
      person: outcome.value === 'found' ? (props.person ?? null) : null,
      note: said(note.value),
    };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/hq/inquiries/{id}/answers', { params, body: { key, ...answer } })),
    );
    if (done == null) return;
    told.value = done;
    outcome.value = '';
    note.value = '';
    await props.onDone();
  }

  return (
    <section aria-labelledby="inquiry-answering">
      <h2 id="inquiry-answering">{t('inquiry-answering')}</h2>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Choice
          label={t('inquiry-outcome')}
          value={outcome.value}
          options={options('inquiry-outcome', inquiryOutcomeValues)}
          onChange={(chosen) => (outcome.value = chosen)}
        />
        {lacksPerson && <p class="hint">{t('inquiry-choose')}</p>}
        <Choice
          label={t('inquiry-id-checked')}
          value={checked.value}
          options={options('id-checked', idCheckedValues)}
          onChange={(chosen) => (checked.value = chosen)}
        />
        <TextField
          label={t('inquiry-note')}
          value={note.value}
          onInput={(text) => (note.value = text)}
        />
        <Refusal problem={saving.problem} />
        <button
          type="submit"
          class="button button-main"
          disabled={saving.busy || outcome.value === '' || lacksPerson}
        >
          {t('inquiry-answer-now')}
        </button>
      </form>
      {told.value != null && (
        <>
          <SavedTick>{t('inquiry-answer-noted')}</SavedTick>
          {told.value.told != null && (
            <div class="note">
              <p>{t('inquiry-tell')}</p>
              <CandidateFacts told={told.value.told} />
            </div>
          )}
        </>
      )}
    </section>
  );
}
