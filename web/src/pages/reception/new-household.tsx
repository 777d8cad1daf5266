// Registering a household, by keyboard alone: Enter goes on, an empty row ends, Ctrl+Enter saves.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { api, take, type Schemas } from '../../api/client';
import { stayPlaceValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Check, Choice, TextArea, TextField } from '../../ui/field';
import { Refusal } from '../../ui/note';
import { options } from '../../ui/words';
import { ConsentFields } from './consent';
import { emptyHousehold, firstError, toRequest, type HouseholdDraft, type Located } from './draft';
import { cardInHand } from './hand';
import { PersonRows } from './person-rows';
import { RegisteredPane } from './registered';

export function NewHouseholdPane() {
  const done = useSignal<Schemas['Registered'] | undefined>(undefined);
  const round = useSignal(0);

  if (done.value != null) {
    return (
      <RegisteredPane
        registered={done.value}
        onNext={() => {
          done.value = undefined;
          round.value += 1;
        }}
      />
    );
  }
  return (
    <HouseholdForm
      key={round.value}
      title={t('register-household')}
      from={{ from: 'desk' }}
      onDone={(registered) => (done.value = registered)}
    />
  );
}

/** Whether people stand here, or a paper card tells of them and of when that was. */
export type Origin = Pick<Schemas['NewHousehold'], 'from' | 'observed_at'>;

export function HouseholdForm(props: {
  title: string;
  from: Origin;
  onDone: (registered: Schemas['Registered']) => void;
}) {
  const draft = useSignal<HouseholdDraft>({ ...emptyHousehold(), card: cardInHand.peek() ?? '' });
  const wrong = useSignal<Located | undefined>(undefined);
  const save = useRef<HTMLButtonElement>(null);
  const saving = useSaving();

  function change(part: Partial<HouseholdDraft>): void {
    draft.value = { ...draft.value, ...part };
  }

  async function submit(): Promise<void> {
    wrong.value = firstError(draft.value);
    if (wrong.value != null) return;
    const registered = await saving.run((key) =>
      take(
        api.POST('/api/v1/households', { body: { ...toRequest(draft.value, key), ...props.from } }),
      ),
    );
    if (registered == null) return;
    cardInHand.value = undefined;
    props.onDone(registered);
  }

  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !event.ctrlKey) return;
        event.preventDefault();
        void submit();
      }}
    >
      <h2>{props.title}</h2>
      <Keys />
      <PersonRows
        persons={draft.value.persons}
        wrong={wrong.value}
        onChange={(persons) => change({ persons })}
        onEnd={() => save.current?.focus()}
        onCard={(card) => change({ card })}
      />
      <Choice
        label={t('stay-place')}
        value={draft.value.stayPlace}
        options={options('stay-place', stayPlaceValues)}
        onChange={(stayPlace) => change({ stayPlace })}
      />
      <Check
        label={t('check-in-now')}
        checked={draft.value.checkIn}
        onChange={(checkIn) => change({ checkIn })}
      />
      {draft.value.card !== '' && (
        <p class="note">{t('card-to-tie', { card: draft.value.card })}</p>
      )}
      <MoreFields draft={draft.value} onChange={change} />
      <Refusal problem={saving.problem} />
      <div class="actions">
        <button type="submit" ref={save} class="button button-main" disabled={saving.busy}>
          {draft.value.checkIn ? t('save-and-check-in') : t('save')} <kbd>Ctrl+Enter</kbd>
        </button>
      </div>
    </form>
  );
}

function Keys() {
  return (
    <ul class="hint keys">
      <li>
        <kbd>Enter</kbd> {t('keys-next')}
      </li>
      <li>
        <kbd>Tab</kbd> {t('keys-optional')}
      </li>
      <li>
        <kbd>Ctrl+Enter</kbd> {t('keys-save')}
      </li>
      <li>
        <kbd>Esc</kbd> {t('keys-back')}
      </li>
    </ul>
  );
}

function MoreFields(props: {
  draft: HouseholdDraft;
  onChange: (part: Partial<HouseholdDraft>) => void;
}) {
  const { draft, onChange } = props;
  return (
    <details class="more">
      <summary>{t('register-more')}</summary>
      <TextField
        label={t('phone')}
        inputMode="tel"
        value={draft.phone}
        onInput={(phone) => onChange({ phone })}
      />
      <TextField
        label={t('address')}
        value={draft.address}
        onInput={(address) => onChange({ address })}
      />
      <TextField
        label={t('card')}
        hint={t('card-hint')}
        value={draft.card}
        onInput={(card) => onChange({ card })}
      />
      <Check
        label={t('unaccompanied-minor')}
        checked={draft.minors}
        onChange={(minors) => onChange({ minors })}
      />
      {draft.minors && (
        <TextField
          label={t('brought-by')}
          hint={t('brought-by-hint')}
          value={draft.broughtBy}
          onInput={(broughtBy) => onChange({ broughtBy })}
        />
      )}
      <TextArea label={t('note')} value={draft.note} onInput={(note) => onChange({ note })} />
      <ConsentFields value={draft.consent} onChange={(consent) => onChange({ consent })} />
      <Check
        label={t('protected')}
        checked={draft.protected}
        onChange={(value) => onChange({ protected: value })}
      />
    </details>
  );
}
