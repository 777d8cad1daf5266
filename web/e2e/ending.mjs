// The end of a drill: a shelter closes and opens again, two persons at headquarters end the operation, erase it
// and tick off papers on a laptop that asks nobody to sign in any more.
import { enter, tick } from './hands.mjs';
import { check, look, nothingWrong, open, settled, signIn, visit } from './harness.mjs';

const SOON = { timeout: 60_000 };

export async function run({ browser, city }) {
  const found = [];
  const shelter = city.shelters[1];
  const desk = await open(browser, shelter.staff);
  await signIn(desk.page, shelter.signIn);
  await visit(desk.page, 'place');
  await desk.page.locator('input[name=closure-why]').fill('学校再開のため');
  found.push(...(await look(desk.page, 'ending-place')));
  await enter(desk.page.getByRole('button', { name: 'この避難所を閉鎖する' }));
  await desk.page.getByRole('button', { name: 'この避難所を再開する' }).waitFor();
  found.push(...(await look(desk.page, 'ending-place-closed')));

  const phone = await open(browser, shelter.phones, { size: 'narrow' });
  check((await phone.page.locator('form').count()) === 0, 'a closed place has no form');
  await phone.page.getByText('ここでは').waitFor();

  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  const row = hq.page.locator('.overview tbody tr', { hasText: shelter.place });
  await row.locator('.badge', { hasText: '閉鎖' }).waitFor(SOON);
  await enter(desk.page.getByRole('button', { name: 'この避難所を再開する' }));
  await desk.page.getByRole('button', { name: 'この避難所を閉鎖する' }).waitFor();

  const second = await another(hq.page);
  await visit(hq.page, 'ending');
  found.push(...(await look(hq.page, 'ending-open')));
  await tick(hq.page.getByLabel('新しい記録ができなくなることを'));
  await agree(hq.page, city.hq.signIn);
  await hq.page.getByText('もう一人は、災害対策本部の別の').waitFor();
  await agree(hq.page, second);
  await hq.page.getByRole('heading', { name: '終了しています' }).waitFor();
  await desk.page.getByText('この災害対応は終了しています').waitFor(SOON);
  found.push(...(await look(hq.page, 'ending-closed')));
  await visit(desk.page, 'reception', 'new');
  found.push(...(await look(desk.page, 'ending-desk-closed')));

  await tick(hq.page.getByLabel('元に戻せないことを'));
  await enter(hq.page.getByRole('button', { name: '訓練の記録を今すぐ消す' }));
  for (const { page } of [hq, desk]) {
    await page.getByRole('heading', { name: '消去済み' }).waitFor(SOON);
    await settled(page);
  }
  // In the demonstration every start takes another port, so neighbours may not meet again: its own word.
  await hq.page.getByRole('heading', { name: /消去が示された端末: [1-4]台/ }).waitFor(SOON);
  found.push(...(await look(hq.page, 'ending-erased-hq')));
  found.push(...(await look(desk.page, 'ending-erased')));
  const papers = hq.page.getByRole('button', { name: /を廃棄した$/ });
  const before = await papers.count();
  await enter(papers.first());
  await hq.page.getByRole('heading', { name: `廃棄していない紙: ${before - 1}枚` }).waitFor();
  check((await hq.page.locator('nav.nav').count()) === 0, 'nobody needs to sign in');
  check(found.length === 0, found.join('\n'));
  nothingWrong(desk, hq, phone);
}

/** Another officer of headquarters. */
async function another(page) {
  const second = { name: `本部 ${Date.now()}`, secret: 'mizuumi to yama' };
  await visit(page, 'accounts');
  await page.getByLabel('名前', { exact: false }).first().fill(second.name);
  await page.getByLabel('合言葉', { exact: false }).first().fill(second.secret);
  await enter(page.getByRole('button', { name: '作る', exact: true }));
  await page.locator('.account', { hasText: second.name }).waitFor();
  return second;
}

/** The other person types who they are, at the same keyboard. */
async function agree(page, { name, secret }) {
  await page.getByLabel('もう一人の名前').fill(name);
  await page.getByLabel('もう一人の合言葉').fill(secret);
  await enter(page.getByRole('button', { name: '災害対応を終了する' }));
}
