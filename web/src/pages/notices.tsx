// Notices of HQ: read everywhere, written at HQ.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../api/client';
import { languageValues } from '../api/schema';
import { useResource } from '../api/resource';
import { useSaving } from '../api/saving';
import { useTitle } from '../frame/title';
import { bcp47, language, t } from '../i18n';
import { can, isHq } from '../session';
import { Check, Select, TextArea, TextField } from '../ui/field';
import { Age } from '../ui/figure';
import { Refusal, SavedTick, Waiting } from '../ui/note';
import { options } from '../ui/words';

export function NoticesPage() {
  useTitle(t('page-notices'));
  const notices = useResource(() => take(api.GET('/api/v1/notices')), ['city'], '');
  return (
    <>
      <h1>{t('page-notices')}</h1>
      {isHq.value && can('POST /api/v1/notices') && <NewNotice onDone={notices.reload} />}
      {notices.data == null ? (
        <Waiting problem={notices.problem} />
      ) : notices.data.notices.length === 0 ? (
        <p>{t('notices-none')}</p>
      ) : (
        <ul class="cards">
          {notices.data.notices.map((notice) => (
            <li key={notice.id} class="card">
              <article lang={notice.language == null ? undefined : bcp47(notice.language)}>
                <h2>
                  {notice.urgent && <span class="state state-urgent">{t('urgent')}</span>}{' '}
                  {notice.title}
                </h2>
                <p class="notice-text">{notice.text}</p>
              </article>
              <Age at={notice.age?.observed_at} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

type Draft = Omit<Schemas['NewNotice'], 'key'>;

function NewNotice(props: { onDone: () => Promise<void> }) {
  const empty: Draft = { title: '', text: '', language: language.peek(), urgent: false };
  const draft = useSignal(empty);
  const saved = useSignal(false);
  const saving = useSaving();
  const set = (part: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...part };
    saved.value = false;
  };

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/notices', { body: { key, ...draft.value } })),
    );
    if (done == null) return;
    draft.value = empty;
    saved.value = true;
    await props.onDone();
  }

  return (
    <form class="form card" onSubmit={submit}>
      <h2>{t('notice-new')}</h2>
      <TextField
        label={t('notice-title')}
        required
        value={draft.value.title}
        onInput={(title) => set({ title })}
      />
      <TextArea
        label={t('notice-text')}
        required
        rows={4}
        value={draft.value.text}
        onInput={(text) => set({ text })}
      />
      <Select
        label={t('notice-language')}
        value={draft.value.language}
        options={options('language', languageValues)}
        onChange={(value) => set({ language: value as Draft['language'] })}
      />
      <Check
        label={t('notice-urgent')}
        checked={draft.value.urgent}
        onChange={(urgent) => set({ urgent })}
      />
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('notice-publish')}
      </button>
    </form>
  );
}
