// Notices: HQ's for all places, some or one, with who has them, and each place's for its own people. Whoever
// wrote one takes it back; it stays told as withdrawn.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../api/client';
import { languageValues } from '../api/schema';
import { useResource } from '../api/resource';
import { useSaving } from '../api/saving';
import { fromLocalInput, moment } from '../clock';
import { useTitle } from '../frame/title';
import { bcp47, label, language, t } from '../i18n';
import { can, isHq, session } from '../session';
import { Check, Select, TextArea, TextField } from '../ui/field';
import { Age } from '../ui/figure';
import { fieldSentence, Refusal, SavedTick, Waiting } from '../ui/note';
import { options, said } from '../ui/words';
import { Addressed, addressed, EVERYBODY, type Address } from './notices/addressed';
import { Reached } from './notices/reached';

export function NoticesPage() {
  useTitle(t('page-notices'));
  const notices = useResource(() => take(api.GET('/api/v1/notices')), ['city', 'place'], '');
  return (
    <>
      <h1>{t('page-notices')}</h1>
      <p class="hint">{t('notices-where')}</p>
      {mayIssue() && <NewNotice onDone={notices.reload} />}
      {notices.data == null ? (
        <Waiting problem={notices.problem} />
      ) : notices.data.notices.length === 0 ? (
        <p>{t('notices-none')}</p>
      ) : (
        <ul class="cards">
          {notices.data.notices.map((notice) => (
            <One key={notice.id} notice={notice} onDone={notices.reload} />
          ))}
        </ul>
      )}
      {notices.data != null && notices.data.past.length > 0 && <Past past={notices.data.past} />}
    </>
  );
}

/** Nobody shows them any more; what was said is still to be found. */
function Past(props: { past: Schemas['Notice'][] }) {
  return (
    <section aria-labelledby="notices-past">
      <h2 id="notices-past">{t('notices-past')}</h2>
      <ul class="past-notices">
        {props.past.map((notice) => (
          <li key={notice.id}>
            <h3>
              <span class="badge">{label('notice-state', notice.state)}</span>{' '}
              <span lang={notice.language == null ? undefined : bcp47(notice.language)}>
                {notice.title}
              </span>
            </h3>
            <p class="hint">
              <From notice={notice} /> <Age at={notice.age?.observed_at} />{' '}
              {notice.state === 'withdrawn' &&
                notice.changed_at != null &&
                t('notice-withdrawn-at', { at: moment(notice.changed_at) })}
            </p>
            <Reached notice={notice} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whose it is, and whom it is for. */
function From(props: { notice: Schemas['Notice'] }) {
  const { place, to } = props.notice;
  if (place != null) return <>{t('notice-of', { place })}</>;
  const names = to?.map(({ name }) => (name === '' ? t('no-name') : name)).join(t('list-joint'));
  return (
    <>
      {t('notice-of-hq')} {names == null ? t('notice-for-all') : t('notice-for', { places: names })}
    </>
  );
}

/** At HQ a notice goes to every place, so its officers alone send one. */
function mayIssue(): boolean {
  return can('POST /api/v1/notices') && !(isHq.value && session.value?.me?.role === 'staff');
}

function One(props: { notice: Schemas['Notice']; onDone: () => Promise<void> }) {
  const { notice } = props;
  const asked = useSignal(false);
  const saving = useSaving();

  async function withdraw(): Promise<void> {
    const params = { path: { id: notice.id } };
    const done = await saving.run(() =>
      take(api.POST('/api/v1/notices/{id}/withdraw', { params })),
    );
    if (done != null) await props.onDone();
  }

  return (
    <li class="card">
      <article lang={notice.language == null ? undefined : bcp47(notice.language)}>
        <h2>
          {notice.urgent && <span class="state state-urgent">{t('urgent')}</span>} {notice.title}
        </h2>
        <p class="notice-text">{notice.text}</p>
      </article>
      <p class="hint">
        <From notice={notice} /> {notice.issuer} <Age at={notice.age?.observed_at} />{' '}
        {notice.valid_until != null && t('notice-until', { at: moment(notice.valid_until) })}
      </p>
      <Reached notice={notice} />
      <Refusal problem={saving.problem} />
      {notice.own && mayIssue() && !asked.value && (
        <button
          type="button"
          class="button"
          aria-label={t('notice-withdraw-named', { title: notice.title })}
          onClick={() => (asked.value = true)}
        >
          {t('notice-withdraw')}
        </button>
      )}
      {asked.value && (
        <div class="actions" role="group" aria-label={t('notice-withdraw-sure')}>
          <p>{t('notice-withdraw-sure')}</p>
          <button
            type="button"
            class="button button-main"
            disabled={saving.busy}
            onClick={() => void withdraw()}
          >
            {t('notice-withdraw')}
          </button>
          <button type="button" class="button" onClick={() => (asked.value = false)}>
            {t('notice-keep')}
          </button>
        </div>
      )}
    </li>
  );
}

type Draft = Omit<Schemas['NewNotice'], 'key' | 'valid_until' | 'issuer' | 'to'> & {
  address: Address;
  issuer: string;
  /** As the field for a time holds it. */
  until: string;
};

function request({ until, issuer, address, ...rest }: Draft): Omit<Schemas['NewNotice'], 'key'> {
  const valid_until = fromLocalInput(until) ?? null;
  return { ...rest, issuer: said(issuer), valid_until, to: addressed(address) };
}

function NewNotice(props: { onDone: () => Promise<void> }) {
  const empty: Draft = {
    title: '',
    text: '',
    language: language.peek(),
    urgent: false,
    address: EVERYBODY,
    issuer: '',
    until: '',
  };
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
      take(api.POST('/api/v1/notices', { body: { key, ...request(draft.value) } })),
    );
    if (done == null) return;
    draft.value = empty;
    saved.value = true;
    await props.onDone();
  }

  return (
    <form class="form card" onSubmit={submit}>
      <h2>{t('notice-new')}</h2>
      {isHq.value && (
        <Addressed
          value={draft.value.address}
          error={fieldSentence(saving.field('to'))}
          onChange={(address) => set({ address })}
        />
      )}
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
      <TextField
        label={t('notice-issuer')}
        hint={t('notice-issuer-hint')}
        value={draft.value.issuer}
        onInput={(issuer) => set({ issuer })}
      />
      <TextField
        label={t('notice-valid-until')}
        hint={t('notice-valid-until-hint')}
        type="datetime-local"
        error={fieldSentence(saving.field('valid_until'))}
        value={draft.value.until}
        onInput={(until) => set({ until })}
      />
      <Check
        label={t('notice-urgent')}
        checked={draft.value.urgent}
        onChange={(urgent) => set({ urgent })}
      />
      <Refusal problem={saving.problem} />
      {saved.value && <SavedTick />}
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {isHq.value ? t(`notice-publish-${draft.value.address.to}`) : t('notice-publish-here')}
      </button>
    </form>
  );
}
