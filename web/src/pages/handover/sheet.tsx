// One sheet: both signs, the lines, the notes; on paper too. Whoever comes signs in here.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { useTitle } from '../../frame/title';
import { t } from '../../i18n';
import { href } from '../../router';
import { accept, session, whileHandedOver } from '../../session';
import { TextField } from '../../ui/field';
import { Refusal, Waiting } from '../../ui/note';
import { Matters } from './matters';

type Sheet = Schemas['Handover'];

export function OneSheet({ id }: { id: string }) {
  useTitle(t('page-handover'));
  const params = { path: { id } };
  const sheet = useResource(
    () => take(api.GET('/api/v1/handovers/{id}', { params })),
    ['desk', 'people'],
    `${id} ${session.value?.me?.account}`,
  );
  return (
    <>
      <h1>{t('page-handover')}</h1>
      {sheet.data == null ? (
        <Waiting problem={sheet.problem} />
      ) : (
        <Shown sheet={sheet.data} reload={sheet.reload} />
      )}
    </>
  );
}

function Shown({ sheet, reload }: { sheet: Sheet; reload: () => Promise<void> }) {
  const { head } = sheet;
  return (
    <>
      <div class="actions no-print">
        <button type="button" class="button" onClick={() => window.print()}>
          {t('print')}
        </button>
        <a class="button" href={href('handover')}>
          {t('handover-sheets')}
        </a>
      </div>
      <p>
        {session.value?.node?.place_name} {head.at != null && moment(head.at)}
      </p>
      <p>
        <strong>{t('handover-from', { who: head.signed })}</strong>
      </p>
      {head.taken.map((sign) => (
        <p key={`${sign.at} ${sign.signed}`}>
          <strong>{t('handover-to', { who: sign.signed })}</strong>{' '}
          {sign.at != null && moment(sign.at)}
        </p>
      ))}
      <section aria-labelledby="sheet-matters">
        <h2 id="sheet-matters">{t('handover-matters')}</h2>
        {sheet.is_partial && <p class="hint">{t('list-is-partial')}</p>}
        <Matters matters={sheet.matters} />
      </section>
      {sheet.notes != null && (
        <section aria-labelledby="sheet-notes">
          <h2 id="sheet-notes">{t('handover-notes')}</h2>
          <p class="notice-text">{sheet.notes}</p>
        </section>
      )}
      {head.taken.length === 0 && <TakeOver id={head.id} onDone={reload} />}
    </>
  );
}

function TakeOver(props: { id: string; onDone: () => Promise<void> }) {
  const name = useSignal('');
  const secret = useSignal('');
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const params = { path: { id: props.id } };
    const body = { name: name.value, secret: secret.value };
    const done = await whileHandedOver(async () => {
      const next = await saving.run((key) =>
        take(api.POST('/api/v1/handovers/{id}/take', { params, body: { key, ...body } })),
      );
      // From here on whoever came is signed in.
      if (next != null) accept(next);
      return next;
    });
    secret.value = '';
    if (done != null) await props.onDone();
  }

  return (
    <section class="no-print" aria-labelledby="sheet-take">
      <h2 id="sheet-take">{t('handover-take')}</h2>
      <p class="hint">{t('handover-take-hint')}</p>
      <form class="form" onSubmit={submit}>
        <TextField
          label={t('handover-coming-name')}
          required
          autoComplete="off"
          value={name.value}
          onInput={(next) => (name.value = next)}
        />
        <TextField
          label={t('handover-coming-secret')}
          type="password"
          required
          autoComplete="off"
          value={secret.value}
          onInput={(next) => (secret.value = next)}
        />
        <Refusal problem={saving.problem} />
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('handover-take-do')}
        </button>
      </form>
    </section>
  );
}
