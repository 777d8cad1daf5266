// One row per person. Enter goes to the next field that is empty still, from the last to a new row;
// Enter in the given name of an empty row says that nobody is left. Kana come from the conversion of
// the name, so most often Enter leads from the given name straight to the age.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { sexValues } from '../../api/schema';
import { t } from '../../i18n';
import { Select, TextField } from '../../ui/field';
import { options } from '../../ui/words';
import { useComposition } from './composition';
import { isEmpty, withNextPerson, type Located, type PersonDraft } from './draft';
import { asOwnCard } from './hand';
import { isComposing } from './reading';

/** Where Enter leads. What is optional is reached by Tab. */
const PATH = ['family', 'given', 'familyKana', 'givenKana', 'ageOrBirth'] as const;

export function PersonRows(props: {
  persons: PersonDraft[];
  wrong: Located | undefined;
  onChange: (persons: PersonDraft[]) => void;
  onEnd: () => void;
  /** A reader typed a card of ours into a field. */
  onCard?: (card: string) => void;
}) {
  const { persons, onChange } = props;
  const box = useRef<HTMLDivElement>(null);
  const focusRow = useRef<number | undefined>(undefined);

  // Layout effects: the next key of a fast typist already goes into the new row.
  useLayoutEffect(() => {
    if (focusRow.current == null) return;
    field(box.current, focusRow.current, 'given')?.focus();
    focusRow.current = undefined;
  }, [persons.length]);

  useLayoutEffect(() => {
    if (props.wrong == null) return;
    const name = props.wrong.error === 'age' ? 'ageOrBirth' : 'family';
    field(box.current, props.wrong.row, name)?.focus();
  }, [props.wrong]);

  function addRow(): void {
    const next = withNextPerson(persons);
    focusRow.current = next.at(-1)?.row;
    onChange(next);
  }

  function onEnter(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || isComposing(event) || event.ctrlKey) return;
    const at = event.target as HTMLInputElement;
    if (!at.matches('input, select')) return;
    event.preventDefault();
    const own = at.closest('[data-row]');
    const index = persons.findIndex(
      (person) => String(person.row) === own?.getAttribute('data-row'),
    );
    const person = persons[index];
    if (person == null) return;
    const card = asOwnCard(at.value);
    const name = PATH.find((known) => known === at.name);
    if (card != null && name != null && props.onCard != null) {
      props.onCard(card);
      onChange(persons.map((other) => (other === person ? { ...person, [name]: '' } : other)));
      return;
    }
    if (index > 0 && isEmpty(person, index)) {
      props.onEnd();
      return;
    }
    const later = name == null ? [] : PATH.slice(PATH.indexOf(name) + 1);
    const next = later.find((wanted) => person[wanted].trim() === '');
    if (next != null) field(box.current, person.row, next)?.focus();
    else if (index < persons.length - 1) {
      field(box.current, persons[index + 1]?.row, 'given')?.focus();
    } else addRow();
  }

  return (
    <div class="person-rows" ref={box} onKeyDown={onEnter}>
      {persons.map((person, index) => (
        <PersonRow
          key={person.row}
          person={person}
          index={index}
          wrong={props.wrong?.row === person.row ? props.wrong : undefined}
          onChange={(changed) =>
            onChange(persons.map((other) => (other.row === changed.row ? changed : other)))
          }
          onRemove={
            persons.length > 1
              ? () => onChange(persons.filter((other) => other.row !== person.row))
              : undefined
          }
        />
      ))}
      <button type="button" class="button" onClick={addRow}>
        {t('add-person')}
      </button>
    </div>
  );
}

function field(
  box: HTMLElement | null,
  row: number | undefined,
  name: string,
): HTMLInputElement | null | undefined {
  return box?.querySelector<HTMLInputElement>(`[data-row="${row ?? ''}"] [name=${name}]`);
}

const KANA_OF = { family: 'familyKana', given: 'givenKana' } as const;

export function PersonRow(props: {
  person: PersonDraft;
  index: number;
  wrong: Located | undefined;
  onChange: (person: PersonDraft) => void;
  onRemove: (() => void) | undefined;
}) {
  const { person, index, wrong } = props;
  // What is composed ends in an event of its own, and one more that takes in what was typed; both
  // build on what stands here.
  const newest = useRef(person);
  newest.current = person;
  const box = useRef<HTMLFieldSetElement>(null);

  function set(part: Partial<PersonDraft>): void {
    newest.current = { ...newest.current, ...part };
    props.onChange(newest.current);
  }

  /** A name that was taken away takes its kana along. */
  function setName(name: 'family' | 'given', text: string): void {
    set({ [name]: text, ...(text === '' && { [KANA_OF[name]]: '' }) });
  }

  useComposition(box, ({ name }, kana) => {
    if (kana === '' || (name !== 'family' && name !== 'given')) return;
    set({ [KANA_OF[name]]: newest.current[KANA_OF[name]] + kana });
  });

  return (
    <fieldset class="person-row" data-row={person.row} ref={box}>
      <legend>{t('person-n', { n: index + 1 })}</legend>
      <TextField
        label={t('family')}
        name="family"
        autoFocus={index === 0 && person.row === 0}
        error={
          wrong?.error === 'name' || wrong?.error === 'nobody'
            ? t(`draft-${wrong.error}`)
            : undefined
        }
        value={person.family}
        onInput={(text) => setName('family', text)}
      />
      <TextField
        label={t('given')}
        name="given"
        value={person.given}
        onInput={(text) => setName('given', text)}
      />
      <TextField
        label={t('family-kana')}
        name="familyKana"
        value={person.familyKana}
        onInput={(familyKana) => set({ familyKana })}
      />
      <TextField
        label={t('given-kana')}
        name="givenKana"
        value={person.givenKana}
        onInput={(givenKana) => set({ givenKana })}
      />
      <TextField
        label={t('age-or-birth')}
        name="ageOrBirth"
        error={wrong?.error === 'age' ? t('draft-age') : undefined}
        value={person.ageOrBirth}
        onInput={(ageOrBirth) => set({ ageOrBirth })}
      />
      <Select
        label={t('sex')}
        value={person.sex}
        empty={t('not-asked')}
        options={options('sex', sexValues)}
        onChange={(sex) => set({ sex })}
      />
      {props.onRemove != null && (
        <button
          type="button"
          class="button button-quiet remove"
          aria-label={t('remove-person', { n: index + 1 })}
          onClick={props.onRemove}
        >
          {t('remove')}
        </button>
      )}
    </fieldset>
  );
}
