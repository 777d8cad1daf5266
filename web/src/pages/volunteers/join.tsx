// Somebody joins: a name is enough.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { skillValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { href } from '../../router';
import { Check, TextField } from '../../ui/field';
import { fieldSentence, Refusal, SavedTick } from '../../ui/note';
import { said } from '../../ui/words';

type Skill = Schemas['Skill'];

const EMPTY = { name: '', kana: '', phone: '', remark: '' };

export function Join(props: { onDone: () => Promise<void> }) {
  const draft = useSignal(EMPTY);
  const skills = useSignal<Skill[]>([]);
  const begin = useSignal(true);
  const joined = useSignal<Schemas['VolunteerJoined'] | undefined>(undefined);
  const saving = useSaving();
  const set = (part: Partial<typeof EMPTY>): void => {
    draft.value = { ...draft.value, ...part };
  };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const { name, kana, phone, remark } = draft.value;
    const done = await saving.run((key) =>
      take(
        api.POST('/api/v1/volunteers', {
          body: {
            key,
            name,
            kana: said(kana),
            phone: said(phone),
            remark: said(remark),
            skills: skills.value,
            begin: begin.value,
          },
        }),
      ),
    );
    if (done == null) return;
    joined.value = done;
    draft.value = EMPTY;
    skills.value = [];
    await props.onDone();
  }

  return (
    <form class="form" onSubmit={submit}>
      <TextField
        label={t('person-name')}
        required
        error={fieldSentence(saving.field('name'))}
        value={draft.value.name}
        onInput={(name) => set({ name })}
      />
      <TextField
        label={t('volunteer-kana')}
        value={draft.value.kana}
        onInput={(kana) => set({ kana })}
      />
      <Check
        label={t('volunteer-begin')}
        checked={begin.value}
        onChange={(checked) => (begin.value = checked)}
      />
      <details class="more">
        <summary>{t('volunteer-more')}</summary>
        <TextField
          label={t('volunteer-phone')}
          inputMode="tel"
          value={draft.value.phone}
          onInput={(phone) => set({ phone })}
        />
        <fieldset class="choice">
          <legend>{t('volunteer-skills')}</legend>
          <div class="choice-options">
            {skillValues.map((skill) => (
              <Check
                key={skill}
                label={label('skill', skill)}
                checked={skills.value.includes(skill)}
                onChange={(checked) => {
                  const others = skills.value.filter((other) => other !== skill);
                  skills.value = checked ? [...others, skill] : others;
                }}
              />
            ))}
          </div>
        </fieldset>
        <TextField
          label={t('volunteer-remark')}
          value={draft.value.remark}
          onInput={(remark) => set({ remark })}
        />
      </details>
      <Refusal problem={saving.problem} />
      {joined.value != null && (
        <SavedTick>
          {t('volunteer-joined', { card: joined.value.card })}{' '}
          <a href={href('volunteers', joined.value.id)}>{t('volunteer-print-card')}</a>
        </SavedTick>
      )}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('volunteer-save')}
      </button>
    </form>
  );
}
