// One row per person. Enter goes to the next field, from the last field to a new row; Enter in
// the given name of an empty row says that nobody is left.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { sexValues } from '../../api/schema';
import { t } from '../../i18n';
import { Select, TextField } from '../../ui/field';
import { options } from '../../ui/words';
import { isEmpty, withNextPerson, type Located, type PersonDraft } from './draft';

export function PersonRows(props: {
  persons: PersonDraft[];
  wrong: Located | undefined;
  onChange: (persons: PersonDraft[]) => void;
  onEnd: () => void;
}) {
  const { persons, onChange } = props;
  const box = useRef<HTMLDivElement>(null);
  const focusRow = useRef<number | undefined>(undefined);

  // Layout effects: the next key of a fast typist already goes into the new row.
  useLayoutEffect(() => {
    if (focusRow.current == null) return;
    row(box.current, focusRow.current)?.querySelector<HTMLInputElement>('[name=given]')?.focus();
    focusRow.current = undefined;
  }, [persons.length]);

  useLayoutEffect(() => {
    if (props.wrong == null) return;
    const name = props.wrong.error === 'age' ? 'ageOrBirth' : 'family';
    row(box.current, props.wrong.row)?.querySelector<HTMLInputElement>(`[name=${name}]`)?.focus();
  }, [props.wrong]);

  function addRow(): void {
    const next = withNextPerson(persons);
    focusRow.current = next.at(-1)?.row;
    onChange(next);
  }

  function onEnter(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing || event.ctrlKey) return;
    const field = event.target as HTMLElement;
    if (!field.matches('input, select')) return;
    event.preventDefault();
    const own = field.closest('[data-row]');
    const index = persons.findIndex(
      (person) => String(person.row) === own?.getAttribute('data-row'),
    );
    const person = persons[index];
    if (person != null && index > 0 && isEmpty(person, index)) {
      props.onEnd();
      return;
    }
    const fields = [...(own?.querySelectorAll<HTMLElement>('input, select') ?? [])];
    const next = fields[fields.indexOf(field) + 1];
    if (next != null) next.focus();
    else if (index < persons.length - 1) {
      row(box.current, persons[index + 1]?.row)
        ?.querySelector<HTMLElement>('[name=given]')
        ?.focus();
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

function row(box: HTMLElement | null, id: number | undefined): HTMLElement | null | undefined {
  return box?.querySelector<HTMLElement>(`[data-row="${id ?? ''}"]`);
}

export function PersonRow(props: {
  person: PersonDraft;
  index: number;
  wrong: Located | undefined;
  onChange: (person: PersonDraft) => void;
  onRemove: (() => void) | undefined;
}) {
  const { person, index, wrong } = props;
  const set = (part: Partial<PersonDraft>): void => props.onChange({ ...person, ...part });
  return (
    <fieldset class="person-row" data-row={person.row}>
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
        onInput={(family) => set({ family })}
      />
      <TextField
        label={t('given')}
        name="given"
        value={person.given}
        onInput={(given) => set({ given })}
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
