// Two hands on a keyboard: whatever is reached is reached by the Tab key, and every key is counted. Beside
// it, the clicks of somebody who takes the mouse to the same controls.
import { check } from './harness.mjs';
import { romaji } from './typing.mjs';

/** More stops than any page has. */
const STOPS_MAX = 250;

/** Reached by the Tab key, and pressed. */
export async function enter(locator) {
  await new Hands(locator.page()).on(locator);
}

/** One of a list that folds out, by its value. */
export async function pick(select, value) {
  await new Hands(select.page()).pick(select, value);
}

/** A box to tick, or one of several. */
export async function tick(locator) {
  const hands = new Hands(locator.page());
  if (await locator.isChecked()) return;
  if ((await locator.getAttribute('type')) === 'radio') await hands.choose(locator);
  else await hands.on(locator, 'Space');
}

export class Hands {
  keys = 0;
  clicks = 0;

  constructor(page) {
    this.page = page;
  }

  async press(key) {
    await this.page.keyboard.press(key);
    this.keys += key.split('+').length;
  }

  /** Over the menu, as the first stop of every page offers. Some pages begin in their first field. */
  async skip() {
    if (await this.page.evaluate(() => document.activeElement !== document.body)) return;
    await this.press('Tab');
    await this.press('Enter');
    await this.#until((at) => at?.id === 'main', 'the page itself');
  }

  /** By the Tab key to a control. */
  async to(locator) {
    await locator.waitFor();
    await this.#tab(() => locator.evaluate((it) => it === document.activeElement), locator);
    this.clicks += 1;
  }

  /** By the Tab key to a control, and on it. */
  async on(locator, key = 'Enter') {
    await this.to(locator);
    await this.press(key);
  }

  /** Among radio buttons the arrows choose. */
  async choose(radio) {
    await radio.waitFor();
    const inGroup = () =>
      radio.evaluate((it) => document.activeElement?.getAttribute('name') === it.name);
    await this.#tab(inGroup, radio);
    if (!(await this.page.evaluate(() => document.activeElement.checked)))
      await this.press('Space');
    for (let step = 0; !(await radio.isChecked()); step += 1) {
      check(step < 20, `the arrows never reach ${radio}`);
      await this.press('ArrowRight');
    }
    this.clicks += 1;
  }

  /** Latin letters and digits: a key each. */
  async type(text) {
    await this.page.keyboard.type(text);
    this.keys += text.length;
  }

  /** Japanese: its reading, one key that converts and one that commits. */
  async word(text, kana) {
    await this.page.keyboard.insertText(text);
    this.keys += romaji(kana).length + 2;
  }

  /** Of a list that folds out, by its value. */
  async pick(select, value) {
    await this.to(select);
    await this.press('Home');
    for (let step = 0; (await select.inputValue()) !== value; step += 1) {
      check(step < 50, `the arrows never reach ${value}`);
      await this.press('ArrowDown');
    }
  }

  /** A day and a time, part by part, as the browser itself orders them: it speaks English here. */
  async moment(field, value) {
    await this.to(field);
    const [year, month, day, hour, minute] = value.split(/[-T:]/);
    await this.type(month + day + year);
    // A year may have more digits.
    await this.press('ArrowRight');
    const [twelfth, half] = [Number(hour) % 12 || 12, Number(hour) < 12 ? 'a' : 'p'];
    await this.type(String(twelfth).padStart(2, '0') + minute + half);
    check((await field.inputValue()) === value, `${await field.inputValue()} is not ${value}`);
  }

  /** Sends the form from a field: with the mouse it is a click on its button. */
  async send() {
    await this.press('Enter');
    this.clicks += 1;
  }

  async #tab(arrived, what) {
    for (let stop = 0; !(await arrived()); stop += 1) {
      check(stop < STOPS_MAX, `the Tab key never reaches ${what}`);
      await this.press('Tab');
    }
  }

  async #until(there, what) {
    const handle = await this.page.waitForFunction(
      () => document.activeElement != null && { id: document.activeElement.id },
    );
    check(there(await handle.jsonValue()), `the focus is not on ${what}`);
  }
}
