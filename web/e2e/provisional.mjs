// 仮: a laptop without a ticket, from power-on to the first registration in at most ten steps; then its
// ticket comes, then a passphrase, then it is switched off and on.
import { startFresh } from './city.mjs';
import { enter } from './hands.mjs';
import { check, look, nothingWrong, open, signIn, visit } from './harness.mjs';

const MANAGER = { name: '結 守', secret: 'kaki-no-ki-8' };
const PASSPHRASE = '小川の橋を渡って左';
/** The start sheet's own count; opening the browser is among them. */
const STEPS_MAX = 10;

export async function run({ browser }) {
  const fresh = await startFresh();
  try {
    await walk(browser, fresh);
  } finally {
    await fresh.stop();
  }
}

async function walk(browser, { staff, ticket, restart }) {
  let steps = 0;
  const step = async (done) => {
    steps += 1;
    return await done;
  };
  const found = [];
  const desk = await step(open(browser, staff));
  const { page } = desk;
  await step(enter(page.getByRole('button', { name: '合っている' })));
  await page.locator('input[name=place-name]').fill('山の上集会所');
  found.push(...(await look(page, 'provisional-offer')));
  await step(enter(page.getByRole('button', { name: '仮に始める' })));
  await page.locator('input[name=name]').fill(MANAGER.name);
  await page.locator('input[name=secret]').fill(MANAGER.secret);
  await page.locator('input[name=again]').fill(MANAGER.secret);
  await step(enter(page.getByRole('button', { name: '責任者として始める' })));
  await page.locator('nav.nav').waitFor();
  check(await page.getByText('仮 ―').first().isVisible(), 'it says that it is provisional');
  const number = await register(page, step);
  check(steps <= STEPS_MAX, `${steps} steps to the first registration`);
  console.log(`browser: first registration after ${steps} steps`);
  found.push(...(await look(page, 'provisional-registered')));

  await visit(page, 'ticket');
  found.push(...(await look(page, 'provisional-ticket')));
  await page.getByLabel('端末登録票の文字').fill(ticket);
  await enter(page.getByRole('button', { name: 'この端末を登録する' }));
  await page.locator('input[name=secret]').waitFor();
  // What was recorded before is taken over first; whoever signs in meanwhile is told to wait.
  await page.waitForFunction(async () => {
    const session = await (await fetch('/api/v1/session')).json();
    return session.setup === 'done' && session.node.provisional === false;
  });
  await signIn(page, MANAGER);
  check((await page.getByText('仮 ―').count()) === 0, 'it is provisional no more');
  await visit(page, 'reception');
  await page.fill('#search', '結田');
  await page.locator('.hit .number', { hasText: number }).waitFor();

  await visit(page, 'accounts');
  await page.getByLabel('新しい合言葉', { exact: false }).first().fill(PASSPHRASE);
  await page.getByLabel('新しい合言葉(もう一度)', { exact: false }).fill(PASSPHRASE);
  await enter(page.getByRole('button', { name: '鍵を変える' }));
  await page.getByText('合言葉を入れる設定です').waitFor();
  found.push(...(await look(page, 'lock')));
  nothingWrong(desk);
  await desk.close();

  const again = await open(browser, await restart());
  await again.page.locator('input[name=passphrase]').waitFor();
  check((await again.page.getByText('山の上集会所').count()) === 0, 'a locked page names no place');
  found.push(...(await look(again.page, 'unlock')));
  await again.page.locator('input[name=passphrase]').fill('wrong one');
  await enter(again.page.getByRole('button', { name: '開く' }));
  await again.page.locator('.note-error').waitFor();
  await again.page.locator('input[name=passphrase]').fill(PASSPHRASE);
  await enter(again.page.getByRole('button', { name: '開く' }));
  await signIn(again.page, MANAGER);
  await visit(again.page, 'reception');
  await again.page.fill('#search', '結田');
  await again.page.locator('.hit .number', { hasText: number }).waitFor();
  check(found.length === 0, found.join('\n'));
  nothingWrong(again);
}

/** Gives the reception number. */
async function register(page, step) {
  await visit(page, 'reception');
  await step(enter(page.getByRole('button', { name: '世帯を登録' })));
  await page.locator('input[name=family]').fill('結田');
  await page.locator('input[name=given]').first().fill('花子');
  await step(page.keyboard.press('Control+Enter'));
  const number = page.locator('.registered-number');
  await number.waitFor();
  return (await number.innerText()).trim();
}
