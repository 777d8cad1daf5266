// 引継ぎ: what is open now, handed over by one account and taken over by another.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../api/client';
import { useResource } from '../api/resource';
import { useSaving } from '../api/saving';
import { moment } from '../clock';
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { go, href } from '../router';
import { session } from '../session';
import { TextArea } from '../ui/field';
import { Refusal, Waiting } from '../ui/note';
import { said } from '../ui/words';
import { Matters } from './handover/matters';
import { OneSheet } from './handover/sheet';

export function HandoverPage(props: { rest: string[] }) {
  const [id] = props.rest;
  return id == null ? <Handovers /> : <OneSheet key={id} id={id} />;
}

function Handovers() {
  useTitle(t('page-handover'));
  const list = useResource(
    () => take(api.GET('/api/v1/handovers')),
    ['desk', 'people', 'place', 'staff', 'city', 'sync'],
    '',
  );
  if (list.data == null) {
    return (
      <>
        <h1>{t('page-handover')}</h1>
        <Waiting problem={list.problem} />
      </>
    );
  }
  return (
    <>
      <h1>{t('page-handover')}</h1>
      <div class="columns">
        <section aria-labelledby="handover-open">
          <h2 id="handover-open">{t('handover-open')}</h2>
          {list.data.is_partial && <p class="hint">{t('list-is-partial')}</p>}
          <Matters matters={list.data.matters} />
          <HandOver />
        </section>
        <section aria-labelledby="handover-sheets">
          <h2 id="handover-sheets">{t('handover-sheets')}</h2>
          <Sheets sheets={list.data.handovers} />
        </section>
      </div>
    </>
  );
}

function HandOver() {
  const notes = useSignal('');
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = { notes: said(notes.value) };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/handovers', { body: { key, ...body } })),
    );
    if (done != null) go('handover', done.id);
  }

  return (
    <form class="form" onSubmit={submit}>
      <TextArea
        label={t('handover-notes')}
        hint={t('handover-notes-hint')}
        rows={4}
        value={notes.value}
        onInput={(next) => (notes.value = next)}
      />
      <Refusal problem={saving.problem} />
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('handover-sign', { who: session.value?.me?.name ?? '' })}
      </button>
    </form>
  );
}

function Sheets(props: { sheets: Schemas['HandoverHead'][] }) {
  if (props.sheets.length === 0) return <p>{t('handover-none')}</p>;
  return (
    <ul class="roster">
      {props.sheets.map((sheet) => (
        <li key={sheet.id}>
          <p>
            <a href={href('handover', sheet.id)}>
              {sheet.at == null ? t('unknown') : moment(sheet.at)}
            </a>{' '}
            {sheet.taken.length === 0 && (
              <span class="state state-expected">{t('handover-waiting')}</span>
            )}
          </p>
          <p class="facts">
            {t('handover-from', { who: sheet.signed })}{' '}
            {sheet.taken.map((one) => t('handover-to', { who: one.signed })).join(' ')}
          </p>
        </li>
      ))}
    </ul>
  );
}
