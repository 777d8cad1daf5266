// What is asked when people leave: for good, or for a night.
import { useSignal, type Signal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { whereToValues } from '../../api/schema';
import { useResource } from '../../api/resource';
import { fromLocalInput, localInput, now } from '../../clock';
import { t } from '../../i18n';
import { session } from '../../session';
import { Choice, Select, TextField } from '../../ui/field';
import { options, said } from '../../ui/words';
import type { StayDetails } from './stay-actions';

interface Leaves {
  busy: boolean;
  /** Who brought a child without a guardian, `''` where nobody is named; `undefined`: no such child. */
  adult: string | undefined;
  onLeave: (details: StayDetails) => void;
}

/** Where a place of the register can be named. */
const NAMED: Schemas['WhereTo'][] = ['other_shelter', 'welfare_shelter'];

/** A death is recorded by managers and HQ alone. */
function known(where: Schemas['WhereTo']): boolean {
  const role = session.value?.me?.role;
  return where !== 'died' || role === 'manager' || role === 'hq_officer';
}

export function LeavingForm(props: Leaves) {
  const to = useSignal<Schemas['WhereTo'] | ''>('');
  const place = useSignal('');
  const note = useSignal('');
  const adult = useSignal('');
  const missing = useSignal(false);

  function submit(event: Event): void {
    event.preventDefault();
    missing.value = to.value === '';
    if (to.value === '') return;
    props.onLeave({
      where_to: to.value,
      other_place: NAMED.includes(to.value) ? said(place.value) : null,
      with_adult: said(adult.value),
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
      <WithAdult brought={props.adult} name={adult} />
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

const MORNING_HOUR = 9;

/** Tomorrow morning, unless somebody says otherwise. */
function tomorrow(): string {
  const at = new Date(now.peek());
  at.setDate(at.getDate() + 1);
  at.setHours(MORNING_HOUR, 0, 0, 0);
  return localInput(at.getTime());
}

export function AwayForm(props: Leaves) {
  const returns = useSignal(tomorrow());
  const note = useSignal('');
  const adult = useSignal('');

  function submit(event: Event): void {
    event.preventDefault();
    props.onLeave({
      returns_at: fromLocalInput(returns.value) ?? null,
      with_adult: said(adult.value),
      note: said(note.value),
    });
  }

  return (
    <form class="form leaving" onSubmit={submit}>
      <TextField
        label={t('away-returns')}
        hint={t('away-returns-hint')}
        type="datetime-local"
        autoFocus
        value={returns.value}
        onInput={(text) => (returns.value = text)}
      />
      <WithAdult brought={props.adult} name={adult} />
      <TextField
        label={t('left-to-note')}
        value={note.value}
        onInput={(value) => (note.value = value)}
      />
      <button type="submit" class="button button-main" disabled={props.busy}>
        {t('away-save')}
      </button>
    </form>
  );
}

/** Asked, never filled in: the name has to be said by whoever takes the child along. */
function WithAdult(props: { brought: string | undefined; name: Signal<string> }) {
  if (props.brought == null) return null;
  return (
    <TextField
      label={t('with-adult')}
      hint={
        props.brought === '' ? t('with-adult-any') : t('with-adult-hint', { name: props.brought })
      }
      required
      value={props.name.value}
      onInput={(text) => (props.name.value = text)}
    />
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
