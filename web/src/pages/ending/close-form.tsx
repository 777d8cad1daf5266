// Closing the operation, with the date up to which each class of data is kept.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { fromLocalInput, localInput } from '../../clock';
import { t } from '../../i18n';
import { loadSession } from '../../session';
import { Check, TextField } from '../../ui/field';
import { fieldSentence, Refusal } from '../../ui/note';
import { SecondPerson } from '../../ui/second-person';

const CLASSES = ['people_until', 'lookups_until', 'figures_until'] as const;
type Class = (typeof CLASSES)[number];

export function CloseForm(props: {
  suggested: Schemas['NewClosing'];
  onDone: () => Promise<void>;
}) {
  const { suggested, onDone } = props;
  const days = {
    people_until: useSignal(day(suggested.people_until)),
    lookups_until: useSignal(day(suggested.lookups_until)),
    figures_until: useSignal(day(suggested.figures_until)),
  };
  const read = useSignal(false);
  const name = useSignal('');
  const secret = useSignal('');
  const saving = useSaving();
  const until = (name: Class): number => endOfDay(days[name].value) ?? 0;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const keep = {
      people_until: until('people_until'),
      lookups_until: until('lookups_until'),
      figures_until: until('figures_until'),
    };
    const body = { keep, name: name.value, secret: secret.value };
    const done = await saving.run(() => take(api.POST('/api/v1/ending/close', { body })));
    secret.value = '';
    if (done == null) return;
    await loadSession();
    await onDone();
  }

  return (
    <section class="card" aria-labelledby="close-head">
      <h2 id="close-head">{t('close-head')}</h2>
      <form class="form" onSubmit={submit}>
        <p class="hint">{t('close-keep-means')}</p>
        {CLASSES.map((name) => (
          <TextField
            key={name}
            label={t(`keep-${name.replaceAll('_', '-')}`)}
            type="date"
            required
            value={days[name].value}
            error={fieldSentence(saving.field(name))}
            onInput={(value) => (days[name].value = value)}
          />
        ))}
        <p class="hint">{t('close-second-means')}</p>
        <SecondPerson name={name} secret={secret} />
        <Check
          label={t('close-read')}
          checked={read.value}
          onChange={(checked) => (read.value = checked)}
        />
        <Refusal problem={saving.problem} />
        <button type="submit" class="button" disabled={saving.busy || !read.value}>
          {t('close-do')}
        </button>
      </form>
    </section>
  );
}

function day(at: number): string {
  return localInput(at).slice(0, 10);
}

function endOfDay(text: string): number | undefined {
  return fromLocalInput(`${text}T23:59:59`);
}
