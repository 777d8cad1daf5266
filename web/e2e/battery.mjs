// The battery runs low: a line on every page, then one screen that says what to save, from what this
// laptop really holds. It is put away, and comes back further down.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFresh } from './city.mjs';
import { enter } from './hands.mjs';
import { axe, check, nothingWrong, open, overflow, picture, SIZES, visit } from './harness.mjs';

export async function run({ browser }) {
  const fresh = await startFresh();
  try {
    await walk(browser, fresh);
  } finally {
    await fresh.stop();
  }
}

async function walk(browser, { staff, ticket, power }) {
  const desk = await open(browser, staff);
  const { page } = desk;
  await begin(page, ticket);
  const found = [];
  const reads = async (state) => {
    await visit(page, 'sync');
    await page
      .locator('p', { hasText: 'この端末の電源' })
      .locator('strong', { hasText: state })
      .waitFor();
  };
  await reads('電池のない端末です');

  await charge(power, 29);
  await page.reload();
  await page.locator('.battery-line', { hasText: '29%' }).waitFor();
  await visit(page, 'notices');
  check(await page.locator('.battery-line').isVisible(), 'it is said on every page');
  check((await page.locator('dialog').count()) === 0, 'a line is enough at 29 %');

  // Something HQ does not have: nobody has ever met HQ.
  await page.getByLabel('見出し').fill('給水車は15時');
  await page.locator('main textarea').first().fill('正面玄関');
  await charge(power, 15);
  await page.clock.fastForward('01:05');
  const dialog = page.locator('dialog.battery');
  await dialog.getByText('電池の残りは 15% です').waitFor();
  await dialog.getByText(/本部がまだ持っていない記録が \d+件/).waitFor();
  await dialog.getByText('つながっている端末はありません').waitFor();
  const asked = await dialog.locator('li').allInnerTexts();
  const order = ['入力しているもの', 'USB', '印刷', '電源を切る'];
  check(
    asked.length === order.length && order.every((word, at) => asked[at].includes(word)),
    `what to save, in this order: ${asked.join(' / ')}`,
  );
  found.push(...(await lookAsItStands(page)));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  check((await page.getByLabel('見出し').inputValue()) === '給水車は15時', 'what is typed stays');
  await charge(power, 13);
  await page.clock.fastForward('01:05');
  await page.locator('.battery-line', { hasText: '13%' }).waitFor();
  check((await dialog.count()) === 0, 'put away, it stays away until 10 %');
  await charge(power, 10);
  await page.clock.fastForward('01:05');
  await dialog.getByText('電池の残りは 10% です').waitFor();
  await enter(dialog.getByRole('link', { name: 'USBで運ぶ' }));
  await page.locator('h1', { hasText: 'USB' }).waitFor();

  await charge(power, 12, 'Charging');
  await page.clock.fastForward('01:05');
  await page.locator('.battery-line').waitFor({ state: 'detached' });
  check(found.length === 0, found.join('\n'));
  nothingWrong(desk);
}

/** The screen stands before everything else, so the language is chosen before it comes. */
async function lookAsItStands(page) {
  const found = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const problem of [...(await axe(page)), ...(await overflow(page))]) {
      found.push(`battery-15 ${size}: ${problem}`);
    }
    await picture(page, `battery-15-ja-${size}`);
  }
  await page.setViewportSize(SIZES.wide);
  return found;
}

async function charge(power, percent, status = 'Discharging') {
  const folder = join(power, 'BAT0');
  await mkdir(folder, { recursive: true });
  const values = { type: 'Battery', status, capacity: String(percent) };
  for (const [name, value] of Object.entries(values))
    await writeFile(join(folder, name), `${value}\n`);
}

async function begin(page, ticket) {
  await page.clock.install();
  await page.reload();
  await enter(page.getByRole('button', { name: '合っている' }));
  await page.getByLabel('端末登録票の文字').fill(ticket);
  await enter(page.getByRole('button', { name: 'この端末を登録する' }));
  await page.locator('input[name=name]').fill('結 守');
  await page.locator('input[name=secret]').fill('kaki-no-ki-8');
  await page.locator('input[name=again]').fill('kaki-no-ki-8');
  await enter(page.getByRole('button', { name: '責任者として始める' }));
  await page.locator('nav.nav').waitFor();
}
