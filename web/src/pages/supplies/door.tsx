// 荷受け条件: what a lorry finds at the door, on one card. Whoever sends goods reads it first.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { can, ownPlace } from '../../session';
import { Age } from '../../ui/figure';
import { TextField } from '../../ui/field';
import { Refusal, SavedTick, Waiting } from '../../ui/note';
import { said } from '../../ui/words';
import { DoorFields, Facts, useDoor } from './door-fields';

type Door = Schemas['Door'];

export function DoorCard(props: { place: string }) {
  const params = { path: { place: props.place } };
  const door = useResource(
    () => take(api.GET('/api/v1/places/{place}/door', { params })),
    ['place'],
    props.place,
  );
  const editing = useSignal(false);
  const saved = useSignal(false);
  const may = props.place === ownPlace.value && can('POST /api/v1/places/{place}/door');
  if (door.data == null) return <Waiting problem={door.problem} />;

  async function done(): Promise<void> {
    editing.value = false;
    saved.value = true;
    await door.reload();
  }

  return (
    <div class="card">
      {editing.value ? (
        <DoorForm place={props.place} door={door.data} onDone={done} />
      ) : (
        <DoorFacts door={door.data} />
      )}
      {saved.value && <SavedTick />}
      {may && !editing.value && (
        <button
          type="button"
          class="button no-print"
          onClick={() => {
            saved.value = false;
            editing.value = true;
          }}
        >
          {t('door-edit')}
        </button>
      )}
    </div>
  );
}

function DoorFacts(props: { door: Door }) {
  const { door } = props;
  const facts: [string, string | null | undefined][] = [
    [t('door-vehicle'), door.largest_vehicle && label('vehicle', door.largest_vehicle)],
    [t('door-road'), door.road_access && label('usable', door.road_access)],
    [t('door-hours'), door.delivery_hours],
    [t('door-unloaders'), door.unloaders],
    [t('door-forklifts'), door.forklifts?.toString()],
    [t('door-forklift-state'), door.forklift_state],
  ];
  return (
    <>
      <Facts facts={facts} />
      {door.age != null && <Age at={door.age.observed_at} />}
    </>
  );
}

function DoorForm(props: { place: string; door: Door; onDone: () => Promise<void> }) {
  const { door } = props;
  const fields = useDoor(door);
  const state = useSignal(door.forklift_state ?? '');
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const params = { path: { place: props.place } };
    const told = { ...fields.told(), forklift_state: said(state.value) };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/places/{place}/door', { params, body: { key, ...told } })),
    );
    if (done != null) await props.onDone();
  }

  return (
    <form class="form" onSubmit={submit}>
      <DoorFields door={fields} hours={t('door-hours')} />
      <TextField
        label={t('door-forklift-state')}
        value={state.value}
        onInput={(value) => (state.value = value)}
      />
      <Refusal problem={saving.problem} />
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {t('save')}
      </button>
    </form>
  );
}
