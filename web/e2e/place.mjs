// A headcount and a report; what was not counted stays unknown, and HQ publishes a notice.
import { check, nothingWrong, open, signIn, visit } from './harness.mjs';

/** Its own, so that a demonstration can be walked twice. */
const TITLE = `毛布を配ります ${Date.now()}`;

export async function run({ browser, city }) {
  const shelter = city.shelters[2];
  const desk = await open(browser, shelter.staff);
  await signIn(desk.page, shelter.signIn);
  await visit(desk.page, 'place');
  await desk.page.getByRole('button', { name: '人数を保存' }).click();
  await desk.page.getByText('数を1つ以上入れてください').waitFor();
  await desk.page.getByLabel('避難者数（総数）').fill('231');
  await desk.page.getByRole('button', { name: '人数を保存' }).click();
  const figure = (name) => desk.page.locator('.figure', { hasText: name });
  await figure('避難者数').first().locator('.count', { hasText: '231' }).waitFor();
  await desk.page.getByLabel('電気').selectOption('unusable');
  await desk.page.getByRole('button', { name: '状況を保存' }).click();
  await desk.page.locator('.known > div', { hasText: /^電気使用不可$/ }).waitFor();

  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  const row = hq.page.locator('.overview tbody tr', { hasText: shelter.place });
  await row.locator('td', { hasText: '231' }).waitFor({ timeout: 30_000 });
  check((await hq.page.locator('.figure-note').count()) > 0, 'totals say what they leave out');

  await visit(hq.page, 'notices');
  await hq.page.getByLabel('見出し').fill(TITLE);
  await hq.page.getByLabel('本文', { exact: false }).first().fill('15時、正面玄関前。');
  await hq.page.getByRole('button', { name: '全部の避難所へ出す' }).click();
  await hq.page.locator('.card h2', { hasText: TITLE }).waitFor();
  await visit(desk.page, 'notices');
  await desk.page.locator('.card h2', { hasText: TITLE }).waitFor({ timeout: 30_000 });
  nothingWrong(desk, hq);
}
