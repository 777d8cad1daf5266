// Check in, check out with where-to, a night elsewhere and back: for the persons that are ticked.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { leftToValues } from '../../api/schema';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { Choice, Select, TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import { options, said } from '../../ui/words';

type Kind = Schemas['StayKind'];
type State = Schemas['StayState'];

/** From which states a step makes sense; the node decides. */
const FROM: Record<Kind, State[]> = {
  check_in: ['expected', 'left'],
  check_out: ['staying', 'overnight'],
  overnight_away: ['staying'],
  return: ['overnight'],
};
const KINDS: Kind[] = ['check_in', 'return', 'overnight_away', 'check_out'];

export function StayActions(props: {
  household: Schemas['Household'];
  chosen: string[];
  onDone: () => Promise<void>;
}) {
  const { household, chosen } = props;
  const leaving = useSignal(false);
  const done = useSignal<Kind | undefined>(undefined);
  const saving = useSaving();
  const persons = household.persons.filter((person) => chosen.includes(person.id));

  async function record(kind: Kind, where: LeftTo | undefined): Promise<void> {
    const able = persons.filter((person) => FROM[kind].includes(person.state));
    const body = { kind, persons: able.map((person) => person.id), ...where };
    const params = { path: { id: household.id } };
    done.value = undefined;
    const saved = await saving.run((key) =>
      take(api.POST('/api/v1/households/{id}/stays', { params, body: { key, ...body } })),
    );
    if (saved == null) return;
    leaving.value = false;
    done.value = kind;
    await props.onDone();
  }

  return (
    <section class="stay-actions" aria-label={t('stay-actions')}>
      <p class="hint">{t('stay-actions-for', { n: persons.length })}</p>
      <div class="actions">
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            class={kind === 'check_in' ? 'button button-main' : 'button'}
            aria-expanded={kind === 'check_out' ? leaving.value : undefined}
            disabled={saving.busy || !persons.some((person) => FROM[kind].includes(person.state))}
            onClick={() => {
              if (kind === 'check_out') leaving.value = !leaving.value;
              else void record(kind, undefined);
            }}
          >
            {label('stay-kind', kind)}
          </button>
        ))}
      </div>
      {leaving.value && (
        <Leaving busy={saving.busy} onLeave={(where) => void record('check_out', where)} />
      )}
      <Refusal problem={saving.problem} />
      {done.value != null && (
        <SavedTick>{t('stay-saved', { what: label('stay-kind', done.value) })}</SavedTick>
      )}
    </section>
  );
}

type LeftTo = Pick<Schemas['NewStay'], 'left_to' | 'left_to_place' | 'left_to_note'>;

function Leaving(props: { busy: boolean; onLeave: (where: LeftTo) => void }) {
  const to = useSignal<Schemas['LeftTo'] | ''>('');
  const place = useSignal('');
  const note = useSignal('');
  const missing = useSignal(false);

  function submit(event: Event): void {
    event.preventDefault();
    missing.value = to.value === '';
    if (to.value === '') return;
    props.onLeave({
      left_to: to.value,
      left_to_place: to.value === 'other_shelter' ? said(place.value) : null,
      left_to_note: said(note.value),
    });
  }

  return (
    <form class="form leaving" onSubmit={submit}>
      <Choice
        label={t('left-to')}
        required
        error={missing.value ? t('left-to-missing') : undefined}
        value={to.value}
        options={options('left-to', leftToValues)}
        onChange={(value) => (to.value = value as Schemas['LeftTo'])}
      />
      {to.value === 'other_shelter' && (
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
  const others = (places.data?.places ?? []).filter((place) => !place.own && place.kind !== 'hq');
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
