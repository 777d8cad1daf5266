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
  return <NewHouseholdForm key={round.value} onDone={(registered) => (done.value = registered)} />;
}

function NewHouseholdForm(props: { onDone: (registered: Schemas['Registered']) => void }) {
  const draft = useSignal<HouseholdDraft>(emptyHousehold());
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
      take(api.POST('/api/v1/households', { body: toRequest(draft.value, key) })),
    );
    if (registered != null) props.onDone(registered);
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
      <h2>{t('register-household')}</h2>
      <p class="hint keys">{t('register-keys')}</p>
      <PersonRows
        persons={draft.value.persons}
        wrong={wrong.value}
        onChange={(persons) => change({ persons })}
        onEnd={() => save.current?.focus()}
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
      <details class="more">
        <summary>{t('register-more')}</summary>
        <TextField
          label={t('phone')}
          inputMode="tel"
          error={undefined}
          value={draft.value.phone}
          onInput={(phone) => change({ phone })}
        />
        <TextField
          label={t('address')}
          value={draft.value.address}
          onInput={(address) => change({ address })}
        />
        <TextArea label={t('note')} value={draft.value.note} onInput={(note) => change({ note })} />
        <ConsentFields value={draft.value.consent} onChange={(consent) => change({ consent })} />
        <Check
          label={t('protected')}
          checked={draft.value.protected}
          onChange={(value) => change({ protected: value })}
        />
      </details>
      <Refusal problem={saving.problem} />
      <div class="actions">
        <button type="submit" ref={save} class="button button-main" disabled={saving.busy}>
          {t('save')} <kbd>Ctrl+Enter</kbd>
        </button>
      </div>
    </form>
  );
}
