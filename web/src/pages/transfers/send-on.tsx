// Sending the chosen people of a household on to another place, and printing their slip.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { TextField } from '../../ui/field';
import { said } from '../../ui/words';
import { fieldSentence, Refusal, SavedTick, Waiting } from '../../ui/note';
import { matching } from '../place/picker';
import { slipAddress } from './sent';

const SHOWN_MAX = 8;
const HERE: Schemas['StayState'][] = ['staying', 'overnight'];

export function SendOn(props: {
  household: Schemas['Household'];
  chosen: string[];
  onDone: () => Promise<void>;
}) {
  const open = useSignal(false);
  const sent = useSignal<string | undefined>(undefined);
  const going = props.household.persons.filter(
    (person) => props.chosen.includes(person.id) && HERE.includes(person.state),
  );
  return (
    <section aria-label={t('transfer-send')}>
      <button
        type="button"
        class="button button-quiet"
        aria-expanded={open.value}
        disabled={going.length === 0}
        onClick={() => (open.value = !open.value)}
      >
        {t('transfer-send')}
      </button>
      {open.value && going.length > 0 && (
        <Form
          household={props.household.id}
          persons={going.map((person) => person.id)}
          alone={going.some((person) => person.unaccompanied_minor)}
          onSent={async (id) => {
            open.value = false;
            sent.value = id;
            await props.onDone();
          }}
        />
      )}
      {sent.value != null && (
        <>
          <SavedTick>{t('transfer-sent-saved')}</SavedTick>
          <a
            class="button button-main"
            href={slipAddress(sent.value)}
            target="_blank"
            rel="noopener"
          >
            {t('transfer-slip')}
          </a>
        </>
      )}
    </section>
  );
}

function Form(props: {
  household: string;
  persons: string[];
  /** A child without a guardian is among them. */
  alone: boolean;
  onSent: (id: string) => Promise<void>;
}) {
  const typed = useSignal('');
  const to = useSignal('');
  const adult = useSignal('');
  const saving = useSaving();
  const places = useResource(() => take(api.GET('/api/v1/places')), ['city'], '');
  if (places.data == null) return <Waiting problem={places.problem} />;
  const others = places.data.places.filter((place) => !place.own && !place.hq);
  const found = matching(others, typed.value);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const params = { path: { id: props.household } };
    const body = { persons: props.persons, to: to.value, with_adult: said(adult.value) };
    const saved = await saving.run((key) =>
      take(api.POST('/api/v1/households/{id}/transfers', { params, body: { key, ...body } })),
    );
    if (saved != null) await props.onSent(saved.id);
  }

  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <p class="hint">{t('transfer-who', { n: props.persons.length })}</p>
      <TextField
        label={t('place-search')}
        type="search"
        autoFocus
        value={typed.value}
        onInput={(text) => (typed.value = text)}
      />
      <fieldset class="choice">
        <legend>{t('transfer-where')}</legend>
        <div class="choice-options">
          {found.slice(0, SHOWN_MAX).map((place) => (
            <label key={place.id} class="choice-option">
              <input
                type="radio"
                name="transfer-to"
                checked={to.value === place.id}
                onChange={() => (to.value = place.id)}
              />
              <span>{place.name === '' ? t('no-name') : place.name}</span>
            </label>
          ))}
        </div>
        {found.length === 0 && <p class="hint">{t('transfer-no-place')}</p>}
        {found.length > SHOWN_MAX && <p class="hint">{t('places-more')}</p>}
        {saving.field('to') != null && (
          <p class="field-error">{fieldSentence(saving.field('to'))}</p>
        )}
      </fieldset>
      {props.alone && (
        <TextField
          label={t('transfer-adult')}
          hint={t('transfer-adult-hint')}
          required
          value={adult.value}
          onInput={(text) => (adult.value = text)}
        />
      )}
      <button type="submit" class="button button-main" disabled={saving.busy || to.value === ''}>
        {t('transfer-send-now')}
      </button>
      <Refusal problem={saving.problem} />
    </form>
  );
}
