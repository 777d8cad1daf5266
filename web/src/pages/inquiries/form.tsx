// The form: whom they look for, and who asks. What is saved goes sealed to headquarters.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import {
  idCheckedValues,
  inquirerTierValues,
  inquiryStatusValues,
  sexValues,
} from '../../api/schema';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Choice, TextArea, TextField } from '../../ui/field';
import { fieldSentence, Refusal, SavedTick } from '../../ui/note';
import { options, said } from '../../ui/words';

const EMPTY = {
  status: 'information_sought',
  family: '',
  given: '',
  family_kana: '',
  given_kana: '',
  birth: '',
  age: '',
  sex: '',
  address: '',
  last_known_location: '',
  description: '',
  inquirer: '',
  inquirer_phone: '',
  inquirer_address: '',
  relation: '',
  tier: 'kin',
  id_checked: 'none',
  reason: '',
};
type Draft = typeof EMPTY;

function toForm(draft: Draft): Schemas['InquiryForm'] {
  const parts = Object.entries(draft).map(([name, text]) => [name, said(text)]);
  const narrow = (text: string): string | null => said(text.normalize('NFKC'));
  return {
    ...Object.fromEntries(parts),
    inquirer: draft.inquirer,
    birth: narrow(draft.birth),
    age: narrow(draft.age),
  } as Schemas['InquiryForm'];
}

export function InquiryForm(props: { onDone: () => Promise<void> }) {
  const draft = useSignal<Draft>(EMPTY);
  const taken = useSignal<string | undefined>(undefined);
  const saving = useSaving();
  const value = draft.value;
  const set = (part: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...part };
    taken.value = undefined;
  };
  const text = (name: keyof Draft) => ({
    label: t(`inquiry-${name.replaceAll('_', '-')}`),
    error: fieldSentence(saving.field(name)),
    value: value[name],
    onInput: (typed: string) => set({ [name]: typed }),
  });

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = toForm(draft.value);
    const saved = await saving.run((key) =>
      take(api.POST('/api/v1/inquiries', { body: { key, form } })),
    );
    if (saved == null) return;
    draft.value = EMPTY;
    taken.value = saved.id.slice(-6);
    await props.onDone();
  }

  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <Choice
        label={t('inquiry-status')}
        value={value.status}
        options={options('inquiry-status', inquiryStatusValues)}
        onChange={(status) => set({ status })}
      />
      <fieldset class="inquiry-part">
        <legend>{t('inquiry-sought')}</legend>
        <div class="inquiry-fields">
          <TextField {...text('family')} />
          <TextField {...text('given')} />
          <TextField {...text('family_kana')} />
          <TextField {...text('given_kana')} />
          <TextField {...text('birth')} hint={t('inquiry-birth-hint')} inputMode="numeric" />
          <TextField {...text('age')} inputMode="numeric" />
        </div>
        <Choice
          label={t('inquiry-sex')}
          value={value.sex}
          options={options('sex', sexValues)}
          onChange={(sex) => set({ sex })}
        />
        <TextField {...text('address')} />
        <TextField {...text('last_known_location')} />
        <TextArea {...text('description')} hint={t('inquiry-description-hint')} />
      </fieldset>
      <fieldset class="inquiry-part">
        <legend>{t('inquiry-asker')}</legend>
        <TextField {...text('inquirer')} required />
        <div class="inquiry-fields">
          <TextField {...text('inquirer_phone')} inputMode="tel" />
          <TextField {...text('relation')} />
        </div>
        <TextField {...text('inquirer_address')} />
        <Choice
          label={t('inquiry-tier')}
          value={value.tier}
          options={options('inquirer-tier', inquirerTierValues)}
          onChange={(tier) => set({ tier })}
        />
        <Choice
          label={t('inquiry-id-checked')}
          value={value.id_checked}
          options={options('id-checked', idCheckedValues)}
          onChange={(checked) => set({ id_checked: checked })}
        />
        <TextField {...text('reason')} />
      </fieldset>
      <Refusal problem={saving.problem} />
      {taken.value != null && <SavedTick>{t('inquiry-saved', { number: taken.value })}</SavedTick>}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('inquiry-save')}
      </button>
    </form>
  );
}
