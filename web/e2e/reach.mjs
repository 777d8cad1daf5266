// Can phones reach us? The poster is printed and noted; then the laptop wakes up under another address,
// and every page says so until a new one hangs there.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFresh } from './city.mjs';
import { enter } from './hands.mjs';
import { check, look, nothingWrong, open, picture, signIn, SIZES, visit } from './harness.mjs';

const MANAGER = { name: '結 守', secret: 'kaki-no-ki-8' };

export async function run({ browser }) {
  const fresh = await startFresh('0.0.0.0:0');
  try {
    await walk(browser, fresh);
  } finally {
    await fresh.stop();
  }
}

async function walk(browser, { staff, data, restart }) {
  const found = [];
  const desk = await open(browser, staff);
  const { page } = desk;
  await enter(page.getByRole('button', { name: '合っている' }));
  await page.locator('input[name=place-name]').fill('山の上集会所');
  await enter(page.getByRole('button', { name: '仮に始める' }));
  await page.locator('input[name=name]').fill(MANAGER.name);
  await page.locator('input[name=secret]').fill(MANAGER.secret);
  await page.locator('input[name=again]').fill(MANAGER.secret);
  await enter(page.getByRole('button', { name: '責任者として始める' }));
  await page.locator('nav.nav').waitFor();

  await visit(page, 'reach');
  await page.locator('.poster-qr').waitFor();
  check((await page.locator('.reach-alarm').count()) === 0, 'nothing was printed yet');
  await page.getByLabel('Wi-Fi の名前').fill('HINANJO-1');
  await page.getByLabel('Wi-Fi のパスワード').fill('minna-de-2026');
  found.push(...(await look(page, 'reach')));
  await enter(page.getByRole('button', { name: 'このアドレスの案内を貼った' }));
  await page.getByText('いま貼ってある案内').waitFor();
  const url = await page.locator('.poster-url').innerText();
  await onPaper(page);
  nothingWrong(desk);
  await desk.close();

  // As if the poster had been printed when the router gave out another address.
  const file = join(data, 'poster.json');
  const kept = JSON.parse(await readFile(file, 'utf8'));
  check(kept.url.includes(url), 'the poster is remembered');
  check(!JSON.stringify(kept).includes('minna'), 'what was typed for the Wi-Fi is not kept');
  await writeFile(file, JSON.stringify({ ...kept, url: 'http://192.0.2.7/' }));
  const again = await open(browser, await restart());
  await signIn(again.page, MANAGER);
  await again.page.locator('.reach-alarm', { hasText: '192.0.2.7' }).waitFor();
  await visit(again.page, 'reach');
  found.push(...(await look(again.page, 'reach-alarm')));
  await enter(again.page.getByRole('button', { name: 'このアドレスの案内を貼った' }));
  await again.page.locator('.reach-alarm').waitFor({ state: 'detached' });
  nothingWrong(again);
  check(found.length === 0, found.join('\n'));
}

/** One page of A4, with nothing of the desk on it. */
async function onPaper(page) {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 703, height: 1032 });
  for (const hidden of ['.head', '.nav', '.screen-only'])
    check(!(await page.locator(hidden).first().isVisible()), `${hidden} is not printed`);
  const box = await page.locator('.poster').boundingBox();
  check(box.height <= 1032, `the poster is ${box.height} px high, more than a page`);
  await picture(page, 'reach-poster-printed');
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length;
  check(pages === 1, `the poster takes ${pages} pages`);
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize(SIZES.wide);
}
