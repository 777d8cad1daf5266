// What the daily report asks, in groups as one walks through a shelter, and how each is answered.
// Every field of the API stands here once; a test counts them.
import type { Schemas } from '../../api/client';
import {
  crowdingValues,
  measureValues,
  openingValues,
  supplyLevelValues,
  usableValues,
  vehicleValues,
} from '../../api/schema';
import { moment } from '../../clock';
import { count, label, t } from '../../i18n';

export type Name = Schemas['ReportField'];

export interface Field {
  name: Name;
  /** Of a text: more than a line. Of a flag: the words for yes and no. */
  kind: 'word' | 'flag' | 'number' | 'line' | 'prose' | 'moment';
  /** Words of the values. */
  family: string;
  values: readonly string[];
}

export interface Group {
  name: string;
  fields: Field[];
}

const FLAGS = ['yes', 'no'] as const;

function word(family: string, values: readonly string[], ...names: Name[]): Field[] {
  return names.map((name) => ({ name, kind: 'word', family, values }));
}

function flag(family: string, name: Name): Field {
  return { name, kind: 'flag', family, values: FLAGS };
}

function plain(kind: Field['kind'], ...names: Name[]): Field[] {
  return names.map((name) => ({ name, kind, family: '', values: [] }));
}

const usable = (...names: Name[]): Field[] => word('usable', usableValues, ...names);
const supply = (...names: Name[]): Field[] => word('supply-level', supplyLevelValues, ...names);
const measure = (...names: Name[]): Field[] => word('measure', measureValues, ...names);

export const GROUPS: Group[] = [
  {
    name: 'opening',
    fields: [
      ...word('opening', openingValues, 'opening'),
      ...plain('moment', 'opened_at', 'closed_at'),
      ...plain('line', 'opening_reason'),
      ...word('crowding', crowdingValues, 'crowding'),
      flag('over-capacity', 'over_capacity'),
    ],
  },
  {
    name: 'lifelines',
    fields: [
      ...usable('electricity', 'generator'),
      ...word('generator-fuel', supplyLevelValues, 'generator_fuel'),
      flag('power-truck', 'power_truck_needed'),
      ...usable('gas', 'water', 'emergency_water', 'sewer', 'telephone', 'network', 'wifi'),
      ...usable('disaster_radio'),
    ],
  },
  {
    name: 'provisions',
    fields: [
      ...supply('drinking_water', 'domestic_water', 'food', 'fuel'),
      ...plain('line', 'meals'),
      ...plain('number', 'kitchen_cars'),
    ],
  },
  {
    name: 'toilets',
    fields: [
      ...usable('toilets'),
      ...plain('number', 'toilets_shared', 'toilets_women', 'toilets_men', 'toilets_accessible'),
      ...plain('number', 'toilets_temporary', 'toilets_comfort', 'toilets_simple'),
      ...plain('number', 'toilets_manhole', 'toilets_portable', 'toilet_trucks'),
      flag('there', 'soap'),
    ],
  },
  {
    name: 'health',
    fields: [
      ...measure('health_care', 'hygiene', 'fever_care', 'care_space'),
      ...plain('line', 'sanitary_state', 'space', 'partitions', 'beds'),
      flag('there', 'blankets'),
      ...usable('cooling', 'heating', 'bathing'),
      flag('there', 'laundry'),
      flag('needed', 'help_needed'),
      ...plain('prose', 'help_details'),
    ],
  },
  {
    name: 'door',
    fields: [
      ...word('vehicle', vehicleValues, 'largest_vehicle'),
      ...usable('road_access'),
      ...plain('line', 'delivery_hours', 'unloaders'),
      ...plain('number', 'forklifts'),
      ...plain('line', 'forklift_state'),
      ...plain('prose', 'goods_needed'),
    ],
  },
  {
    name: 'other',
    fields: [
      ...plain('number', 'staff', 'supporters'),
      ...plain('line', 'pets', 'reporter'),
      ...plain('prose', 'note'),
    ],
  },
];

export const FIELDS: Field[] = GROUPS.flatMap(({ fields }) => fields);

type Value = Schemas['ReportValue'] | null | undefined;

/** A value in words; `undefined` where it is unknown. */
export function valueInWords(field: Field, value: Value): string | undefined {
  if (value == null || value === 'unknown') return undefined;
  if (typeof value === 'boolean') return label(field.family, value ? 'yes' : 'no');
  if (typeof value === 'number') return field.kind === 'moment' ? moment(value) : count(value);
  return field.kind === 'word' ? label(field.family, value) : value;
}

export function nameOf(field: Field): string {
  return label('report-field', field.name);
}

/** Said, and what of it is known: to be found by name. */
export function saidOf(daily: Schemas['Daily'], name: Name): Schemas['ReportSaid'] | undefined {
  return daily.said.find(({ field }) => field === name);
}

export function unknownWord(): string {
  return t('unknown');
}
