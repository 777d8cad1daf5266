// Twenty households of four, each typed key by key into the real form and read back; and a family that
// registered on its phone, from the scan of its claim code to "checked in". Prints the figures.
import { check, nothingWrong, open, signIn, visit } from './harness.mjs';
import { householdsOfFour, keyCount, keysOf, play, readNames, romaji } from './typing.mjs';

const SEED = 20_261_126;
const HOUSEHOLDS = 20;
const KEY_MS = 200;
const MEDIAN_S_MAX = 60;
const SCAN_S_MAX = 5;

export async function run({ browser, city }) {
  for (const [kana, typed] of [
    ['しんいち', 'sinniti'],
    ['きょうこ', 'kyouko'],
    ['はっとり', 'hattori'],
    ['けん', 'ken'],
  ])
    check(romaji(kana) === typed, `${kana} is typed ${romaji(kana)}`);

  const shelter = city.shelters[0];
  const desk = await open(browser, shelter.staff);
  await signIn(desk.page, shelter.signIn);
  await visit(desk.page, 'reception');
  await scanned(desk.page, shelter);
  await typed(desk.page, shelter.staff);
  nothingWrong(desk);
}

async function typed(page, staff) {
  const names = await readNames();
  if (names == null) {
    console.log('SKIPPED: ../shared/data/names is not beside the checkout');
    return;
  }
  console.log(`keystrokes: seed ${SEED}`);
  const seconds = [];
  for (const household of householdsOfFour(names, SEED, HOUSEHOLDS)) {
    const steps = keysOf(household);
    await play(page, steps);
    const number = page.locator('.registered-number');
    await number.waitFor();
    await same(page, staff, (await number.innerText()).trim(), household);
    seconds.push((keyCount(steps) * KEY_MS) / 1000);
    await page.keyboard.press('Escape');
    await page.locator('.pane-empty').waitFor();
  }
  seconds.sort((one, other) => one - other);
  const median = (seconds[HOUSEHOLDS / 2 - 1] + seconds[HOUSEHOLDS / 2]) / 2;
  const figures = { best: seconds[0], median, worst: seconds.at(-1) };
  for (const [name, value] of Object.entries(figures)) {
    console.log(`keystrokes.${name}_s ${value.toFixed(1)} s (${Math.round(value * 5)} keys)`);
  }
  check(median <= MEDIAN_S_MAX, `half of the households take longer than ${MEDIAN_S_MAX} s`);
}

/** What the keys left behind is the household, its readings and its ages, all of it checked in. */
async function same(page, staff, number, { family, persons }) {
  const found = await ask(page, staff, 'POST', 'households/search', { text: number });
  const shown = await ask(page, staff, 'GET', `households/${found.code.household}`);
  const said = shown.persons.map((one) => [
    ...[one.family, one.given, one.family_kana, one.given_kana],
    ...[one.age, one.state],
  ]);
  const wanted = persons.map(({ given, kana, age }) => [
    ...[family.kanji, given, family.kana, kana],
    ...[age, 'staying'],
  ]);
  const [one, other] = [said, wanted].map((rows) => JSON.stringify(rows.sort()));
  check(one === other, `typed ${other}, kept ${one}`);
}

/** A reader types fast and ends with Enter; one more Enter checks in. */
async function scanned(page, shelter) {
  const code = await registered(page, shelter);
  await page.locator('#search').focus();
  const begun = Date.now();
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await page.locator('.household').waitFor();
  await page.waitForFunction(() => document.activeElement?.matches('.stay-actions .button-main'));
  await page.keyboard.press('Enter');
  await page.locator('.person .state-staying').nth(2).waitFor();
  const took = (Date.now() - begun) / 1000;
  console.log(`keystrokes.scan_to_checked_in_s ${took.toFixed(2)} s (1 key after the scan)`);
  check(took <= SCAN_S_MAX, `from the scan to "checked in" took ${took} s`);
  await page.keyboard.press('Escape');
}

/** Three people, as a phone sends them; gives the claim code. */
export async function registered(page, shelter) {
  const form = await page.request.get(`${shelter.phones}/?lang=ja`);
  const key = /name=k value="([^"]+)"/.exec(await form.text())?.[1];
  check(key != null, 'the form has a key');
  const fields = { k: key, n: '3' };
  for (const [index, given] of ['あおい', 'みなと', 'ひなた'].entries()) {
    Object.assign(fields, {
      [`f${index}`]: '控野',
      [`g${index}`]: given,
      [`kf${index}`]: 'ひかえの',
      [`a${index}`]: String(20 + index),
    });
  }
  const answer = await page.request.post(`${shelter.phones}/?lang=ja`, { form: fields });
  const code = /[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/.exec(await answer.text())?.[0];
  check(code != null, 'the answer shows a claim code');
  return code;
}

/** Of the API, as the page that is open may ask. */
export async function ask(page, staff, method, path, data) {
  const session = await (await page.request.get(`${staff}/api/v1/session`)).json();
  const answer = await page.request.fetch(`${staff}/api/v1/${path}`, {
    method,
    headers: { origin: staff, 'x-form-token': session.form_token },
    ...(data != null && { data }),
  });
  check(answer.ok(), `${method} ${path.split('/')[0]}: ${answer.status()}`);
  return await answer.json();
}
