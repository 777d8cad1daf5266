// USBで運ぶ: a shelter saves a bundle for HQ, HQ takes it in and sends the answer back. What is no
// bundle, or another city's, or cut, is said in words.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFresh } from './city.mjs';
import { enter } from './hands.mjs';
import { check, look, nothingWrong, open, settled, signIn, visit } from './harness.mjs';

export async function run({ browser, city }) {
  const stick = await mkdtemp(join(tmpdir(), 'musubi-stick-'));
  try {
    await walk(browser, city, stick);
    await elsewhere(browser, join(stick, 'to-hq.musubi'));
  } finally {
    await rm(stick, { recursive: true, force: true });
  }
}

async function walk(browser, city, stick) {
  const shelter = await open(browser, city.shelters[0].staff);
  const found = [];
  await signIn(shelter.page, city.shelters[0].signIn);
  await enter(shelter.page.getByRole('link', { name: 'USBで運ぶ' }).first());
  await settled(shelter.page);
  await shelter.page.locator('.carries', { hasText: /運ぶ記録 [\d,]+件/ }).waitFor();
  const file = join(stick, 'to-hq.musubi');
  const name = await save(shelter.page, file);
  check(/^musubi-\d{8}-\d{4}-hq\.musubi$/.test(name), `a plain name: ${name}`);
  await shelter.page.getByText('持ち帰ります').first().waitFor();
  found.push(...(await look(shelter.page, 'courier-saved')));

  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  await visit(hq.page, 'courier');
  const wrong = join(stick, 'wrong.musubi');
  await writeFile(wrong, 'a letter to the mayor');
  await bring(hq.page, wrong);
  await hq.page
    .locator('.note-error', { hasText: 'Musubi の持ち運びデータではありません' })
    .waitFor();
  const bytes = await readFile(file);
  await writeFile(wrong, bytes.subarray(0, Math.floor(bytes.length / 2)));
  await bring(hq.page, wrong);
  await hq.page.locator('.note-warning', { hasText: '途中で切れています' }).waitFor();
  found.push(...(await look(hq.page, 'courier-cut')));
  await bring(hq.page, file);
  await hq.page.getByText('最後まで読み込みました').waitFor();
  check(await hq.page.locator('.saved .tick').isVisible(), 'what was brought is saved');

  await enter(hq.page.getByRole('button', { name: /への帰りのデータを作る/ }));
  // The shelter's own word is known now: what it holds is left out.
  await hq.page.getByText('知らせた記録は除きます').waitFor();
  found.push(...(await look(hq.page, 'courier-answer')));
  const answer = join(stick, 'to-shelter.musubi');
  await save(hq.page, answer);
  await bring(shelter.page, answer);
  await shelter.page.getByText('最後まで読み込みました').waitFor();
  check(found.length === 0, found.join('\n'));
  nothingWrong(shelter, hq);
}

/** Another city's laptop takes none of it. */
async function elsewhere(browser, file) {
  const fresh = await startFresh();
  try {
    const desk = await open(browser, fresh.staff);
    const { page } = desk;
    await enter(page.getByRole('button', { name: '合っている' }));
    await page.getByLabel('端末登録票の文字').fill(fresh.ticket);
    await enter(page.getByRole('button', { name: 'この端末を登録する' }));
    await page.locator('input[name=name]').fill('結 守');
    await page.locator('input[name=secret]').fill('kaki-no-ki-8');
    await page.locator('input[name=again]').fill('kaki-no-ki-8');
    await enter(page.getByRole('button', { name: '責任者として始める' }));
    await page.locator('nav.nav').waitFor();
    await visit(page, 'courier');
    await bring(page, file);
    await page.locator('.note-error', { hasText: '別の市町村の持ち運びデータです' }).waitFor();
    const found = await look(page, 'courier-refused');
    check(found.length === 0, found.join('\n'));
    nothingWrong(desk);
  } finally {
    await fresh.stop();
  }
}

/** The name under which the browser offers it. */
async function save(page, path) {
  const offered = page.waitForEvent('download');
  await enter(page.getByRole('link', { name: 'USBに保存する' }));
  const download = await offered;
  await download.saveAs(path);
  return download.suggestedFilename();
}

async function bring(page, path) {
  await page.getByLabel('持ち運びデータのファイル').setInputFiles(path);
}
