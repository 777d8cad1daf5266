// The start sheet of the box, done as it says, with a ticket on paper: from a laptop on which nothing has
// been done to the first registration. The sheet's own steps are counted, and what it says to press is what
// is pressed: a sheet that calls a button otherwise fails here.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { startFresh } from './city.mjs';
import { enter } from './hands.mjs';
import { check, look, nothingWrong, open, picture } from './harness.mjs';

const SHEET = new URL('../../docs/manual/start.html', import.meta.url);
const MANAGER = { name: '結 守', secret: 'kaki-no-ki-8' };
const STEPS_MAX = 10;

export async function run({ browser }) {
  const fresh = await startFresh();
  try {
    await walk(browser, fresh);
  } finally {
    await fresh.stop();
  }
}

async function walk(browser, { staff, paper }) {
  const sheet = steps(await readFile(SHEET, 'utf8'));
  check(sheet.length <= STEPS_MAX, `the start sheet has ${sheet.length} steps`);
  const done = [];
  /** The next step of the sheet; what is pressed stands there in 「」. */
  const step = (...pressed) => {
    const text = sheet[done.length];
    check(text != null, 'more was done than the sheet says');
    const missing = pressed.filter((word) => !text.includes(`「${word}」`));
    check(missing.length === 0, `step ${done.length + 1} does not say ${missing}: ${text}`);
    done.push(text);
  };
  const press = async (page, name) => await enter(page.getByRole('button', { name }));
  const found = [];

  // Power, and the folder of the stick: the laptop serves and nothing has been done on it.
  step();
  step();
  step();
  const desk = await open(browser, staff);
  const { page } = desk;
  step('合っている');
  found.push(...(await look(page, 'start-sheet-4')));
  await press(page, '合っている');
  step('この端末を登録する');
  const ticket = await readPaper(browser, paper);
  await page.getByLabel('端末登録票の文字').pressSequentially(ticket);
  found.push(...(await look(page, 'start-sheet-5')));
  await press(page, 'この端末を登録する');
  step('責任者として始める');
  await page.locator('input[name=name]').fill(MANAGER.name);
  await page.locator('input[name=secret]').fill(MANAGER.secret);
  await page.locator('input[name=again]').fill(MANAGER.secret);
  found.push(...(await look(page, 'start-sheet-6')));
  await press(page, '責任者として始める');
  await page.locator('nav.nav').waitFor();
  step('受付', '世帯を登録');
  await enter(page.locator('nav.nav').getByRole('link', { name: '受付', exact: true }));
  await press(page, '世帯を登録');
  step();
  await page.locator('input[name=family]').fill('結田');
  await page.locator('input[name=given]').first().fill('花子');
  await page.getByLabel('年齢か生年月日').first().fill('41');
  found.push(...(await look(page, 'start-sheet-8')));
  await enter(page.getByRole('button', { name: /^保存/ }));
  step();
  const number = page.locator('.registered-number');
  await number.waitFor();
  check(/^[A-Z]\S+$/.test((await number.innerText()).trim()), 'a reception number to write down');
  found.push(...(await look(page, 'start-sheet-9')));
  const registered = done.length;
  step('つながり');
  await enter(page.locator('nav.nav').getByRole('link', { name: 'つながり' }));
  await page.locator('main h1', { hasText: 'つながり' }).waitFor();
  found.push(...(await look(page, 'start-sheet-10')));
  check(done.length === sheet.length, 'the sheet says more than is needed');
  check(found.length === 0, found.join('\n'));
  nothingWrong(desk);
  console.log(`browser: registered after ${registered} of the start sheet's ${sheet.length} steps`);
}

/** The sheet's steps, in Japanese. */
function steps(html) {
  const list = html.split('<ol')[1].split('</ol>')[0];
  return list
    .split('<li>')
    .slice(1)
    .map((item) => item.replace(/<span lang="en">.*?<\/span>/gs, '').trim());
}

/** What somebody types who has the printed ticket before them: line by line, without blanks. */
async function readPaper(browser, paper) {
  const { page, close } = await open(browser, pathToFileURL(paper).href);
  await picture(page, 'start-sheet-paper');
  const lines = await page.locator('table.text td').allInnerTexts();
  await close();
  check(lines.length > 5, 'a ticket has lines to type');
  return lines.map((line) => line.replaceAll(/\s/g, '')).join('');
}
