// 点呼: calls of this place, and one of them.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../api/client';
import { useResource } from '../api/resource';
import { rollGroupValues } from '../api/schema';
import { useSaving } from '../api/saving';
import { moment } from '../clock';
import { useTitle } from '../frame/title';
import { label, t } from '../i18n';
import { go, href } from '../router';
import { Check, TextField } from '../ui/field';
import { fieldSentence, Refusal, Waiting } from '../ui/note';
import { OneCall } from './roll-call/one';

export function RollCallPage(props: { rest: string[] }) {
  const [id] = props.rest;
  return id == null ? <Calls /> : <OneCall key={id} id={id} />;
}

function Calls() {
  useTitle(t('page-roll-call'));
  const list = useResource(() => take(api.GET('/api/v1/roll-calls')), ['desk'], '');
  return (
    <>
      <h1>{t('page-roll-call')}</h1>
      <div class="columns">
        <section aria-labelledby="roll-open">
          <h2 id="roll-open">{t('roll-open')}</h2>
          <OpenCall />
        </section>
        <section aria-labelledby="roll-calls">
          <h2 id="roll-calls">{t('roll-calls')}</h2>
          {list.data == null ? (
            <Waiting problem={list.problem} />
          ) : (
            <CallList calls={list.data.calls} />
          )}
        </section>
      </div>
    </>
  );
}

function CallList(props: { calls: Schemas['RollCallHead'][] }) {
  if (props.calls.length === 0) return <p>{t('roll-none')}</p>;
  return (
    <ul class="roster">
      {props.calls.map((call) => (
        <li key={call.id}>
          <p>
            <a href={href('roll-call', call.id)}>{call.title}</a>{' '}
            <span class={call.closed == null ? 'state state-expected' : 'state'}>
              {call.closed == null ? t('roll-is-open') : t('roll-is-closed')}
            </span>
          </p>
          <p class="facts">
            {call.groups.map((group) => label('roll-group', group)).join(' ')}{' '}
            {call.opened_at != null && moment(call.opened_at)} {call.opened_by}
          </p>
        </li>
      ))}
    </ul>
  );
}

function OpenCall() {
  const title = useSignal(t('roll-title-usual'));
  const groups = useSignal<Schemas['RollGroup'][]>([...rollGroupValues]);
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = { title: title.value, groups: groups.value };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/roll-calls', { body: { key, ...body } })),
    );
    if (done != null) go('roll-call', done.id);
  }

  return (
    <form class="form" onSubmit={submit}>
      <TextField
        label={t('roll-title')}
        required
        error={fieldSentence(saving.field('title'))}
        value={title.value}
        onInput={(next) => (title.value = next)}
      />
      <fieldset class="choice">
        <legend>{t('roll-groups')}</legend>
        <div class="choice-options">
          {rollGroupValues.map((group) => (
            <Check
              key={group}
              label={label('roll-group', group)}
              checked={groups.value.includes(group)}
              onChange={(checked) => {
                const others = groups.value.filter((other) => other !== group);
                groups.value = checked ? [...others, group] : others;
              }}
            />
          ))}
        </div>
      </fieldset>
      <Refusal problem={saving.problem} />
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('roll-begin')}
      </button>
    </form>
  );
}
