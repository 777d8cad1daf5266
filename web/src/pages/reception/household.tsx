// One household: who is where, what to do now, clashes to settle, and all that is known.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { moment } from '../../clock';
import { label, t } from '../../i18n';
import { isHq } from '../../session';
import { Age } from '../../ui/figure';
import { HqTick, Waiting } from '../../ui/note';
import { SendOn } from '../transfers/send-on';
import { AddPerson } from './add-person';
import { Clashes } from './clashes';
import { Duplicates } from './duplicates';
import { EditHousehold } from './edit-household';
import { EditPerson } from './edit-person';
import { TieCard } from './tie-card';
import { StayActions } from './stay-actions';
import { StayHistory } from './stay-history';
import { Years } from './years';

type Household = Schemas['Household'];

export function HouseholdPane(props: { id: string; writes: boolean }) {
  const path = { id: props.id };
  const found = useResource(
    () => take(api.GET('/api/v1/households/{id}', { params: { path } })),
    ['people'],
    props.id,
  );
  if (found.data == null) return <Waiting problem={found.problem} />;
  return <HouseholdView household={found.data} writes={props.writes} reload={found.reload} />;
}

function HouseholdView(props: {
  household: Household;
  writes: boolean;
  reload: () => Promise<void>;
}) {
  const { household, writes, reload } = props;
  const head = useRef<HTMLHeadingElement>(null);
  // Who was scanned and is expected is checked in by one key: Enter.
  const expected = writes && household.persons.some((person) => person.state === 'expected');
  useEffect(() => {
    if (!expected) head.current?.focus();
  }, []);
  const chosen = useSignal<string[]>(household.persons.map((person) => person.id));
  return (
    <article class="household">
      <header class="household-head">
        <h2 ref={head} tabIndex={-1}>
          <span class="number number-large">{household.reception_no ?? t('no-number')}</span>
          <span class="household-name">{household.persons.map(fullName).at(0)}</span>
        </h2>
        {isHq.value && <p>{household.place_name}</p>}
        <p class="hint">{t('registered-at', { at: moment(household.registered_at) })}</p>
        <p>
          <HqTick kept={household.kept} />
        </p>
        {household.claim_code != null && (
          <p class="claim-code">{t('claim-code', { code: household.claim_code })}</p>
        )}
        {household.registered_by === 'paper' && (
          <p class="hint">{label('registered-by', household.registered_by)}</p>
        )}
      </header>
      <Clashes household={household} writes={writes} onSettled={reload} />
      <PersonTable
        household={household}
        writes={writes}
        reload={reload}
        chosen={chosen.value}
        onChoose={(ids) => (chosen.value = ids)}
      />
      {writes && (
        <StayActions
          household={household}
          chosen={chosen.value}
          begins={expected}
          onDone={reload}
        />
      )}
      {writes && <SendOn household={household} chosen={chosen.value} onDone={reload} />}
      {writes && <TieCard household={household} onDone={reload} />}
      <Duplicates household={household.id} writes={writes} />
      <p>
        <a href={`/api/v1/households/${household.id}/sheet`} target="_blank" rel="noopener">
          {t('paper-household')}
        </a>
      </p>
      <Known household={household} />
      {writes && (
        <>
          <AddPerson household={household} onDone={reload} />
          <EditHousehold household={household} onDone={reload} />
        </>
      )}
      <StayHistory household={household} />
      {household.unreadable.length > 0 && (
        <p class="note note-warning">{t('unreadable', { n: household.unreadable.length })}</p>
      )}
    </article>
  );
}

export function fullName(person: Schemas['Person']): string {
  const name = [person.family, person.given].filter(Boolean).join(' ');
  return name === '' ? kanaName(person) || t('no-name') : name;
}

export function kanaName(person: Schemas['Person']): string {
  return [person.family_kana, person.given_kana].filter(Boolean).join(' ');
}

function PersonTable(props: {
  household: Household;
  writes: boolean;
  reload: () => Promise<void>;
  chosen: string[];
  onChoose: (ids: string[]) => void;
}) {
  const { household, chosen } = props;
  const editing = useSignal<string | undefined>(undefined);
  const choose = (id: string, yes: boolean): void =>
    props.onChoose(yes ? [...chosen, id] : chosen.filter((other) => other !== id));

  return (
    <ul class="persons">
      {household.persons.map((person) => (
        <li key={person.id} class="person">
          <div class="person-line">
            {props.writes ? (
              <label class="person-choose">
                <input
                  type="checkbox"
                  checked={chosen.includes(person.id)}
                  onChange={(event) => choose(person.id, event.currentTarget.checked)}
                />
                <PersonName person={person} />
              </label>
            ) : (
              <p class="person-choose">
                <PersonName person={person} />
              </p>
            )}
            <p class="person-state">
              <span class={`state state-${person.state}`}>{label('stay-state', person.state)}</span>
              {person.since != null && <Age at={person.since.observed_at} />}
            </p>
            {props.writes && (
              <button
                type="button"
                class="button button-quiet"
                aria-expanded={editing.value === person.id}
                aria-label={t('edit-person', { name: fullName(person) })}
                onClick={() =>
                  (editing.value = editing.value === person.id ? undefined : person.id)
                }
              >
                {t('edit')}
              </button>
            )}
          </div>
          {editing.value === person.id && (
            <EditPerson
              household={household.id}
              person={person}
              onDone={async () => {
                editing.value = undefined;
                await props.reload();
              }}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function PersonName(props: { person: Schemas['Person'] }) {
  const { person } = props;
  const facts = [
    person.sex == null ? [] : [label('sex', person.sex)],
    person.relation ?? [],
    person.needs.map((need) => label('need', need)),
    person.allergens.map((allergen) => label('allergen', allergen)),
    person.allergies ?? [],
    person.diet.map((diet) => label('diet', diet)),
    person.section == null ? [] : [t('in-section', { section: person.section })],
    person.returns_at == null ? [] : [t('away-until', { at: moment(person.returns_at) })],
  ].flat();
  return (
    <span class="person-name">
      <span class="name">{fullName(person)}</span> <span class="kana">{kanaName(person)}</span>{' '}
      <Years age={person.age} />
      {person.unaccompanied_minor && (
        <span class="badge badge-warning">
          {person.brought_by == null
            ? t('unaccompanied-minor')
            : t('minor-brought-by', { name: person.brought_by })}
        </span>
      )}
      {person.protected && <span class="badge badge-warning">{t('protected')}</span>}
      {facts.length > 0 && <span class="facts">{facts.join(t('list-comma'))}</span>}
    </span>
  );
}

/** What is known of the household besides its people. */
function Known(props: { household: Household }) {
  const { household } = props;
  const rows: [string, string | null | undefined][] = [
    [t('stay-place'), word('stay-place', household.stay_place)],
    [t('pickup'), household.pickup],
    [t('phone'), household.phone],
    [word('address-kind', household.address_kind) ?? t('address'), household.address],
    [t('house-damage'), word('house-damage', household.house_damage)],
    [t('pets'), household.pets],
    [t('card'), household.card],
    [t('note'), household.note],
  ];
  return (
    <dl class="known">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value == null || value === '' ? <span class="unknown">{t('none-said')}</span> : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function word(family: string, value: string | null | undefined): string | undefined {
  return value == null ? undefined : label(family, value);
}
