// A laptop out of its box: confirm the clock, take the ticket, name the manager, sign in again.
// Then the program is gone: the page says so, and shows no tick.
import { startFresh } from './city.mjs';
import { enter } from './hands.mjs';
import { check, look, nothingWrong, open, signIn } from './harness.mjs';

export async function run({ browser }) {
  const fresh = await startFresh();
  try {
    await walk(browser, fresh);
  } finally {
    await fresh.stop();
  }
}

async function walk(browser, { staff, ticket, stop }) {
  const desk = await open(browser, staff);
  const { page } = desk;
  const found = [];
  await page.getByRole('button', { name: '合っている' }).waitFor();
  found.push(...(await look(page, 'first-run-clock')));
  await enter(page.getByRole('button', { name: '合っている' }));

  await page.getByLabel('端末登録票の文字').fill('これは登録票ではありません');
  await enter(page.getByRole('button', { name: 'この端末を登録する' }));
  await page.locator('.note-error').waitFor();
  found.push(...(await look(page, 'first-run-ticket')));
  await page.getByLabel('端末登録票の文字').fill(ticket);
  await enter(page.getByRole('button', { name: 'この端末を登録する' }));

  await page.locator('input[name=name]').fill('結 守');
  await page.locator('input[name=secret]').fill('kaki-no-ki-8');
  await page.locator('input[name=again]').fill('246811');
  await enter(page.getByRole('button', { name: '責任者として始める' }));
  await page.getByText('2つの入力が違います').waitFor();
  found.push(...(await look(page, 'first-run-manager')));
  await page.locator('input[name=again]').fill('kaki-no-ki-8');
  await enter(page.getByRole('button', { name: '責任者として始める' }));
  await page.locator('nav.nav').waitFor();
  check(await page.getByText('訓練').first().isVisible(), 'a drill says that it is one');

  await enter(page.getByRole('button', { name: '終わる' }));
  await page.locator('input[name=secret]').waitFor();
  found.push(...(await look(page, 'login')));
  await page.locator('input[name=name]').fill('結 守');
  await page.locator('input[name=secret]').fill('000000');
  await page.keyboard.press('Enter');
  await page.locator('.note-error').waitFor();
  await signIn(page, { name: '結 守', secret: 'kaki-no-ki-8' });
  check(found.length === 0, found.join('\n'));
  nothingWrong(desk);

  await stop();
  await page.locator('.note-warning', { hasText: 'つながりが切れています' }).waitFor();
  await enter(page.getByRole('button', { name: '世帯を登録' }));
  await page.locator('input[name=family]').fill('結');
  await page.keyboard.press('Control+Enter');
  await page.locator('.note-error', { hasText: '返事がありません' }).waitFor();
  check((await page.locator('.tick').count()) === 0, 'no tick for what was not saved');
}
