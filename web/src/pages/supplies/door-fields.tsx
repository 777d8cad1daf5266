// What a door takes, of a place or a hub: as it is told, and as it is typed.
import { useSignal } from '@preact/signals';
import type { Schemas } from '../../api/client';
import { usableValues, vehicleValues } from '../../api/schema';
import { t } from '../../i18n';
import { Select, TextField } from '../../ui/field';
import { options, said, whole } from '../../ui/words';

type Told = Partial<
  Pick<
    Schemas['HubFacts'],
    'largest_vehicle' | 'road_access' | 'delivery_hours' | 'unloaders' | 'forklifts'
  >
>;

/** Names with what is known of them. */
export function Facts(props: { facts: [name: string, value: string | null | undefined][] }) {
  return (
    <dl class="door">
      {props.facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? <span class="unknown">{t('unknown')}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

/** `told`: what is to be sent of it. */
export function useDoor(door: Told | undefined) {
  const vehicle = useSignal<string>(door?.largest_vehicle ?? '');
  const road = useSignal<string>(door?.road_access ?? '');
  const hours = useSignal(door?.delivery_hours ?? '');
  const unloaders = useSignal(door?.unloaders ?? '');
  const forklifts = useSignal(door?.forklifts?.toString() ?? '');
  const told = () => ({
    largest_vehicle: vehicle.value === '' ? null : (vehicle.value as Schemas['Vehicle']),
    road_access: road.value === '' ? null : (road.value as Schemas['Usable']),
    delivery_hours: said(hours.value),
    unloaders: said(unloaders.value),
    forklifts: whole(forklifts.value),
  });
  return { vehicle, road, hours, unloaders, forklifts, told };
}

/** `hours`: whose they are. */
export function DoorFields(props: { door: ReturnType<typeof useDoor>; hours: string }) {
  const { vehicle, road, hours, unloaders, forklifts } = props.door;
  return (
    <>
      <Select
        label={t('door-vehicle')}
        empty={t('unknown')}
        value={vehicle.value}
        options={options('vehicle', vehicleValues)}
        onChange={(value) => (vehicle.value = value)}
      />
      <Select
        label={t('door-road')}
        empty={t('door-unsaid')}
        value={road.value}
        options={options('usable', usableValues)}
        onChange={(value) => (road.value = value)}
      />
      <TextField
        label={props.hours}
        value={hours.value}
        onInput={(value) => (hours.value = value)}
      />
      <TextField
        label={t('door-unloaders')}
        hint={t('door-unloaders-hint')}
        value={unloaders.value}
        onInput={(value) => (unloaders.value = value)}
      />
      <TextField
        label={t('door-forklifts')}
        inputMode="numeric"
        value={forklifts.value}
        onInput={(value) => (forklifts.value = value)}
      />
    </>
  );
}
