// Headquarters' notice for two of three shelters: it sees who has it, the third never shows it; withdrawn, it
// stays told as withdrawn.
import { enter, tick } from './hands.mjs';
import { check, look, nothingWrong, open, signIn, visit } from './harness.mjs';

export async function run({ browser, city }) {
  const [one, two, third] = city.shelters;
  const title = `給水車の順番 ${Date.now()}`;
  const later = `罹災証明の受付 ${Date.now()}`;
  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  await visit(hq.page, 'notices');
  await write(hq.page, title);
  await tick(hq.page.getByLabel('いくつか選ぶ'));
  for (const { place } of [one, two]) await tick(hq.page.getByLabel(place, { exact: true }));
  const found = await look(hq.page, 'hq-notice-to-some');
  await enter(hq.page.getByRole('button', { name: '選んだ場所へ出す' }));
  const card = hq.page.locator('.cards .card', { hasText: title });
  await card.getByText(`宛先：`).waitFor();
  // Their laptops say so themselves, within a round of comparing.
  await card.locator('.reached summary', { hasText: '2／2か所' }).waitFor({ timeout: 60_000 });
  await card.locator('.reached summary').click();
  for (const { place } of [one, two]) {
    await card.locator('.reached li', { hasText: place }).getByText('受け取った').waitFor();
  }
  check((await card.getByText(third.place).count()) === 0, 'the third is not addressed');
  found.push(...(await look(hq.page, 'hq-notice-reached')));

  await write(hq.page, later);
  await enter(hq.page.getByRole('button', { name: '全部の避難所へ出す' }));
  await hq.page
    .locator('.cards .card', { hasText: later })
    .locator('.reached summary', { hasText: '3／3か所' })
    .waitFor({ timeout: 60_000 });
  // The third holds what was written after it, so it holds this one, too, and shows it nowhere.
  const phone = await open(browser, `${third.phones}/notices?lang=ja`, { size: 'narrow' });
  await phone.page.locator('h2', { hasText: later }).waitFor();
  check((await phone.page.getByText(title).count()) === 0, 'not on the phones of the third');
  const desk = await open(browser, third.staff);
  await signIn(desk.page, third.signIn);
  await visit(desk.page, 'notices');
  await desk.page.locator('.card h2', { hasText: later }).waitFor();
  check((await desk.page.getByText(title).count()) === 0, 'not on the desk of the third');
  const near = await open(browser, `${two.phones}/notices?lang=ja`, { size: 'narrow' });
  await near.page.locator('h2', { hasText: title }).waitFor();

  await enter(hq.page.getByRole('button', { name: `「${title}」を取り下げる` }));
  await enter(hq.page.getByRole('button', { name: '取り下げる', exact: true }));
  const past = hq.page.locator('.past-notices li', { hasText: title }).first();
  await past.getByText('取り下げ済み').waitFor();
  await past.locator('summary').click();
  await past.getByText('取り下げも届いています').first().waitFor({ timeout: 60_000 });
  found.push(...(await look(hq.page, 'hq-notice-withdrawn')));
  await near.page.locator('h2', { hasText: title }).waitFor({ state: 'detached' });
  await enter(hq.page.getByRole('button', { name: `「${later}」を取り下げる` }));
  await enter(hq.page.getByRole('button', { name: '取り下げる', exact: true }));
  await hq.page.locator('.card h2', { hasText: later }).waitFor({ state: 'detached' });
  check(found.length === 0, found.join('\n'));
  nothingWrong(hq, phone, desk, near);
}

async function write(page, title) {
  await page.getByLabel('見出し').fill(title);
  await page.locator('main textarea').first().fill('15時に正面玄関へ来ます。');
}
