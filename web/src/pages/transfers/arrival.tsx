// A family stands here with a slip: read its code, see who it is, take them in.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { href } from '../../router';
import { TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { PersonLine } from './people';

type Family = Schemas['ArrivingFamily'];

export function Arrival(props: { onDone: () => Promise<void> }) {
  const code = useSignal('');
  const family = useSignal<Family | undefined>(undefined);
  const taken = useSignal<Schemas['Registered'] | undefined>(undefined);
  const reading = useSaving();
  const form = useRef<HTMLFormElement>(null);

  async function read(event: Event): Promise<void> {
    event.preventDefault();
    taken.value = undefined;
    family.value = await reading.run(() =>
      take(api.POST('/api/v1/transfers/read', { body: { code: code.value } })),
    );
  }

  async function onTaken(registered: Schemas['Registered']): Promise<void> {
    taken.value = registered;
    family.value = undefined;
    code.value = '';
    form.current?.querySelector('input')?.focus();
    await props.onDone();
  }

  return (
    <section>
      <h2>{t('transfer-arrival')}</h2>
      <form class="form" ref={form} onSubmit={(event) => void read(event)}>
        <TextField
          label={t('transfer-code')}
          hint={t('transfer-code-hint')}
          autoFocus
          value={code.value}
          onInput={(text) => (code.value = text)}
        />
        <button type="submit" class="button" disabled={reading.busy || code.value.trim() === ''}>
          {t('transfer-read')}
        </button>
      </form>
      <Refusal problem={reading.problem} />
      {family.value != null && (
        <FamilyCard
          key={family.value.id}
          family={family.value}
          code={code.value}
          onTaken={onTaken}
        />
      )}
      {taken.value != null && (
        <SavedTick>
          {t('transfer-taken', { number: taken.value.reception_no ?? t('no-number') })}{' '}
          <a href={href('reception', 'household', taken.value.id)}>{t('transfer-open')}</a>
        </SavedTick>
      )}
    </section>
  );
}

function FamilyCard(props: {
  family: Family;
  code: string;
  onTaken: (registered: Schemas['Registered']) => Promise<void>;
}) {
  const { family } = props;
  const away = useSignal<string[]>([]);
  const saving = useSaving();

  async function takeIn(): Promise<void> {
    const persons = family.persons.map((it) => it.id).filter((id) => !away.value.includes(id));
    const saved = await saving.run((key) =>
      take(api.POST('/api/v1/transfers/arrivals', { body: { key, code: props.code, persons } })),
    );
    if (saved != null) await props.onTaken(saved);
  }

  if (family.household != null) {
    return (
      <p class="note">
        {t('transfer-here-before')}{' '}
        <a href={href('reception', 'household', family.household)}>{t('transfer-open')}</a>
      </p>
    );
  }
  if (family.persons.length === 0)
    return <p class="note note-warning">{t('transfer-number-only')}</p>;
  return (
    <div class="note">
      <p>
        {t('transfer-from', { place: family.from_name || t('no-name') })}{' '}
        {family.reception_no != null && <span class="number">{family.reception_no}</span>}
      </p>
      <ul class="persons">
        {family.persons.map((person) => (
          <li key={person.id}>
            <label class="check">
              <input
                type="checkbox"
                checked={!away.value.includes(person.id)}
                onChange={(event) =>
                  (away.value = event.currentTarget.checked
                    ? away.value.filter((id) => id !== person.id)
                    : [...away.value, person.id])
                }
              />
              <PersonLine person={person} />
            </label>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="button button-main"
        disabled={saving.busy || away.value.length === family.persons.length}
        onClick={() => void takeIn()}
      >
        {t('transfer-take-in')}
      </button>
      <Refusal problem={saving.problem} />
    </div>
  );
}
