// A household of four is registered at a shelter by keyboard alone, and HQ sees it.
import { enter, tick } from './hands.mjs';
import { check, nothingWrong, open, signIn, visit, picture } from './harness.mjs';

const FAMILY = ['結田', 'ゆいだ'];
const PERSONS = [
  ['花子', 'はなこ', '昭和29年5月3日'],
  ['太郎', 'たろう', '45'],
  ['美咲', 'みさき', '10代'],
  ['健', 'けん', '8'],
];

export async function run({ browser, city }) {
  const desk = await open(browser, city.shelters[0].staff);
  await signIn(desk.page, city.shelters[0].signIn);
  await visit(desk.page, 'reception');
  check(await focusIs(desk.page, '#search'), 'the search field has the focus');

  const number = await register(desk.page);
  await picture(desk.page, 'registered-ja-wide');
  await find(desk.page);
  await leave(desk.page);

  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  await visit(hq.page, 'reception');
  await hq.page.fill('#search', FAMILY[0]);
  await hq.page.locator('.hit .number', { hasText: number }).waitFor({ timeout: 30_000 });
  await visit(hq.page, 'overview');
  const row = hq.page.locator('.overview tbody tr', { hasText: city.shelters[0].place });
  await row.waitFor();
  check((await row.locator('.age').count()) > 0, "the place's figures have ages at HQ");
  nothingWrong(desk, hq);
}

/** Only keys are pressed here. */
async function register(page) {
  await page.keyboard.press('F2');
  await page.locator('[name=family]').waitFor();
  check(await focusIs(page, '[name=family]'), 'the first field has the focus');
  const type = async (text) => {
    await page.keyboard.insertText(text);
    await page.keyboard.press('Enter');
  };
  // Enter passes over the family's name and kana, which are carried over.
  for (const [index, [given, kana, age]] of PERSONS.entries()) {
    if (index === 0) await type(FAMILY[0]);
    await type(given);
    if (index === 0) await type(FAMILY[1]);
    await type(kana);
    await type(age);
  }
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const number = page.locator('.registered-number');
  await number.waitFor();
  check(await page.locator('.saved .tick').isVisible(), 'the tick is shown');
  return (await number.innerText()).trim();
}

async function find(page) {
  await page.keyboard.press('Escape');
  await page.keyboard.insertText('ゆいだ はなこ');
  await page.locator('.hit-matched .name', { hasText: '結田 花子' }).first().waitFor();
  await page.keyboard.press('Enter');
  if ((await page.locator('.household').count()) === 0) await page.keyboard.press('Enter');
  await page.locator('.household .person').nth(3).waitFor();
  check((await page.locator('.person .state-staying').count()) === 4, 'all four are staying');
}

async function leave(page) {
  const boxes = page.locator('.person input[type=checkbox]');
  for (const index of [0, 1, 2]) await boxes.nth(index).uncheck();
  await enter(page.getByRole('button', { name: '退所', exact: true }));
  await tick(page.getByRole('radio', { name: '親戚・知人', exact: true }));
  await enter(page.getByRole('button', { name: '退所を記録する' }));
  await page.locator('.person .state-left').waitFor();
  check((await page.locator('.person .state-staying').count()) === 3, 'three stay, one has left');
  await page.locator('.hit .state-left').first().waitFor();
  await picture(page, 'household-ja-wide');
}

async function focusIs(page, selector) {
  await page.waitForFunction((it) => document.activeElement?.matches(it), selector);
  return true;
}
