import { fireEvent, render, screen } from '@testing-library/preact';
import { useState } from 'preact/hooks';
import { describe, expect, test } from 'vitest';
import { Refused } from '../src/api/client';
import { useSaving, type Saving } from '../src/api/saving';
import { emptyHousehold, type PersonDraft } from '../src/pages/reception/draft';
import { PersonRows } from '../src/pages/reception/person-rows';
import { TextField } from '../src/ui/field';
import { Refusal } from '../src/ui/note';

function Rows(props: { onEnd: () => void; onPersons: (persons: PersonDraft[]) => void }) {
  const [persons, setPersons] = useState(emptyHousehold().persons);
  props.onPersons(persons);
  return (
    <PersonRows persons={persons} wrong={undefined} onChange={setPersons} onEnd={props.onEnd} />
  );
}

function focused(): HTMLInputElement {
  return document.activeElement as HTMLInputElement;
}

function type(text: string): void {
  fireEvent.input(focused(), { target: { value: text } });
}

function enter(): void {
  fireEvent.keyDown(focused(), { key: 'Enter' });
}

describe('registering by keyboard', () => {
  test('four persons are typed with Enter alone, and an empty row ends', () => {
    let persons: PersonDraft[] = [];
    let ended = 0;
    render(<Rows onEnd={() => (ended += 1)} onPersons={(now) => (persons = now)} />);
    expect(focused().name).toBe('family');
    for (const text of ['山田', '花子', 'やまだ', 'はなこ', '72']) {
      type(text);
      enter();
    }
    for (const given of ['太郎', '美咲', '健']) {
      expect(focused().name).toBe('given');
      type(given);
      // The carried kana are passed over: the given name's, the age, the next person.
      for (const name of ['givenKana', 'ageOrBirth', 'given']) {
        enter();
        expect(focused().name).toBe(name);
      }
    }
    expect(ended).toBe(0);
    enter();
    expect(ended).toBe(1);
    expect(persons.map(({ family, given }) => `${family} ${given}`)).toEqual([
      '山田 花子',
      '山田 太郎',
      '山田 美咲',
      '山田 健',
      '山田 ',
    ]);
  });

  function compose(shown: string[], committed: string): void {
    const tell = (name: string, data: string): void => {
      fireEvent(focused(), new CompositionEvent(name, { data, bubbles: true }));
    };
    tell('compositionstart', '');
    for (const data of shown) tell('compositionupdate', data);
    type(focused().value + committed);
    tell('compositionend', committed);
  }

  test('a name that is converted brings its kana, and Enter leads on to the age', () => {
    let persons: PersonDraft[] = [];
    render(<Rows onEnd={() => undefined} onPersons={(now) => (persons = now)} />);
    compose(['や', 'やま', 'やまだ', '山田'], '山田');
    enter();
    compose(['はな', '花'], '花');
    compose(['こ', '子'], '子');
    enter();
    expect(focused().name).toBe('ageOrBirth');
    expect(persons[0]).toMatchObject({
      family: '山田',
      given: '花子',
      familyKana: 'やまだ',
      givenKana: 'はなこ',
    });
  });

  test('a name that is taken away takes its kana along', () => {
    let persons: PersonDraft[] = [];
    render(<Rows onEnd={() => undefined} onPersons={(now) => (persons = now)} />);
    compose(['やまだ', '山田'], '山田');
    type('');
    expect(persons[0]).toMatchObject({ family: '', familyKana: '' });
  });

  test('Enter that ends a conversion of kana goes nowhere', () => {
    render(<Rows onEnd={() => undefined} onPersons={() => undefined} />);
    fireEvent.keyDown(focused(), { key: 'Enter', isComposing: true });
    expect(focused().name).toBe('family');
  });
});

describe('saving', () => {
  function saving(): () => Saving {
    let held: Saving | undefined;
    function Form() {
      held = useSaving();
      return <Refusal problem={held.problem} />;
    }
    render(<Form />);
    return () => {
      if (held == null) throw new Error('not rendered');
      return held;
    };
  }

  test('a form keeps its key until it is saved, and then takes a fresh one', async () => {
    const form = saving();
    const keys: string[] = [];
    const save = (fails: boolean) => (key: string) => {
      keys.push(key);
      return fails ? Promise.reject(new Refused(0, 'unreachable', '')) : Promise.resolve('saved');
    };
    expect(await form().run(save(true))).toBeUndefined();
    expect(await form().run(save(false))).toBe('saved');
    expect(await form().run(save(false))).toBe('saved');
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  test('a second press while saving sends nothing', async () => {
    const form = saving();
    let sent = 0;
    let finish: () => void = () => undefined;
    const slow = () => {
      sent += 1;
      return new Promise<void>((resolve) => (finish = resolve));
    };
    const first = form().run(slow);
    await form().run(slow);
    finish();
    await first;
    expect(sent).toBe(1);
  });

  test('a refusal is a sentence: ours by its code, else the one that came', async () => {
    const form = saving();
    await form().run(() => Promise.reject(new Refused(0, 'unreachable', 'Failed to fetch')));
    expect(await screen.findByText(/返事がありません/)).toBeTruthy();
    await form().run(() => Promise.reject(new Refused(409, 'of_a_later_version', '後の版の文')));
    expect(await screen.findByText('後の版の文')).toBeTruthy();
  });

  test('our own mistakes are not taken for refusals', async () => {
    const form = saving();
    const bug = () => Promise.reject(new TypeError('a bug'));
    await expect(form().run(bug)).rejects.toThrow('a bug');
  });
});

describe('fields', () => {
  test('a field is described by its error only while there is one', () => {
    const field = (error: string | undefined) => (
      <TextField label="a" value="" error={error} onInput={() => undefined} />
    );
    const { rerender } = render(field(undefined));
    expect(screen.getByLabelText('a').getAttribute('aria-describedby')).toBeNull();
    rerender(field('b'));
    const described = screen.getByLabelText('a').getAttribute('aria-describedby');
    expect(document.getElementById(described ?? '')?.textContent).toBe('b');
  });
});
