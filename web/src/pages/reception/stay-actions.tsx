// Check in, check out with where-to, a night elsewhere and back: for the persons that are ticked.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { whereToValues } from '../../api/schema';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { session } from '../../session';
import { Choice, Select, TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { options, said } from '../../ui/words';

type Action = Schemas['StayAction'];
type State = Schemas['StayState'];

/** From which states a step makes sense; the node decides. */
const FROM: Record<Action, State[]> = {
  check_in: ['expected', 'left'],
  check_out: ['staying', 'overnight'],
  overnight_away: ['staying'],
  return: ['overnight'],
};
const ACTIONS: Action[] = ['check_in', 'return', 'overnight_away', 'check_out'];

export function StayActions(props: {
  household: Schemas['Household'];
  chosen: string[];
  onDone: () => Promise<void>;
}) {
  const { household, chosen } = props;
  const leaving = useSignal(false);
  const done = useSignal<Action | undefined>(undefined);
  const saving = useSaving();
  const persons = household.persons.filter((person) => chosen.includes(person.id));

  async function record(action: Action, where: WhereTo | undefined): Promise<void> {
    const able = persons.filter((person) => FROM[action].includes(person.state));
    const body = { action, persons: able.map((person) => person.id), ...where };
    const params = { path: { id: household.id } };
    done.value = undefined;
    const saved = await saving.run((key) =>
      take(api.POST('/api/v1/households/{id}/stays', { params, body: { key, ...body } })),
    );
    if (saved == null) return;
    leaving.value = false;
    done.value = action;
    await props.onDone();
  }

  return (
    <section class="stay-actions" aria-label={t('stay-actions')}>
      <p class="hint">{t('stay-actions-for', { n: persons.length })}</p>
      <div class="actions">
        {ACTIONS.map((action) => (
          <button
            key={action}
            type="button"
            class={action === 'check_in' ? 'button button-main' : 'button'}
            aria-expanded={action === 'check_out' ? leaving.value : undefined}
            disabled={saving.busy || !persons.some((person) => FROM[action].includes(person.state))}
            onClick={() => {
              if (action === 'check_out') leaving.value = !leaving.value;
              else void record(action, undefined);
            }}
          >
            {label('stay-action', action)}
          </button>
        ))}
      </div>
      {leaving.value && (
        <Leaving busy={saving.busy} onLeave={(where) => void record('check_out', where)} />
      )}
      <Refusal problem={saving.problem} />
      {done.value != null && (
        <SavedTick>{t('stay-saved', { what: label('stay-action', done.value) })}</SavedTick>
      )}
    </section>
  );
}

type WhereTo = Pick<Schemas['NewStay'], 'where_to' | 'other_place' | 'note'>;
/** Where a place of the register can be named. */
const NAMED: Schemas['WhereTo'][] = ['other_shelter', 'welfare_shelter'];

/** A death is recorded by managers and HQ alone. */
function known(where: Schemas['WhereTo']): boolean {
  const role = session.value?.me?.role;
  return where !== 'died' || role === 'manager' || role === 'hq_officer';
}

function Leaving(props: { busy: boolean; onLeave: (where: WhereTo) => void }) {
  const to = useSignal<Schemas['WhereTo'] | ''>('');
  const place = useSignal('');
  const note = useSignal('');
  const missing = useSignal(false);

  function submit(event: Event): void {
    event.preventDefault();
    missing.value = to.value === '';
    if (to.value === '') return;
    props.onLeave({
      where_to: to.value,
      other_place: NAMED.includes(to.value) ? said(place.value) : null,
      note: said(note.value),
    });
  }

  return (
    <form class="form leaving" onSubmit={submit}>
      <Choice
        label={t('left-to')}
        required
        error={missing.value ? t('left-to-missing') : undefined}
        value={to.value}
        options={options('where-to', whereToValues.filter(known))}
        onChange={(value) => (to.value = value as Schemas['WhereTo'])}
      />
      {to.value !== '' && NAMED.includes(to.value) && (
        <OtherShelter value={place.value} onChange={(id) => (place.value = id)} />
      )}
      <TextField
        label={t('left-to-note')}
        value={note.value}
        onInput={(value) => (note.value = value)}
      />
      <button type="submit" class="button button-main" disabled={props.busy}>
        {t('check-out-save')}
      </button>
    </form>
  );
}

function OtherShelter(props: { value: string; onChange: (id: string) => void }) {
  const places = useResource(() => take(api.GET('/api/v1/places')), ['city'], '');
  const others = (places.data?.places ?? []).filter((place) => !place.own && !place.hq);
  return (
    <Select
      label={t('left-to-place')}
      value={props.value}
      empty={t('not-in-list')}
      options={others.map((place) => ({ value: place.id, text: place.name }))}
      onChange={props.onChange}
    />
  );
}
