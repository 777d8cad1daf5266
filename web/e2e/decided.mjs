// What headquarters decides about laptops besides cutting them off: which branch of a clone's log counts,
// who gets the new keys, and what only the city's key may do. All of it by keyboard alone.
import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { begun, carry, takeIn } from './apart.mjs';
import { startApart } from './city.mjs';
import { Hands } from './hands.mjs';
import { check, look, nothingWrong, visit } from './harness.mjs';

export async function run({ browser }) {
  const apart = await startApart();
  try {
    const hq = await begun(browser, apart.hq);
    const found = [];
    await ruled(apart, hq.page, found);
    await handed(browser, apart, hq.page, found);
    await byTheCity(browser, apart, hq.page, found);
    check(found.length === 0, found.join('\n'));
    nothingWrong(hq);
  } finally {
    await apart.stop();
  }
}

/** A laptop was copied while it ran. Both copies went on counting; one of them is right. */
async function ruled(apart, page, found) {
  const bundles = await apart.twins('--spare', '--name', '写された端末の避難所');
  for (const bundle of bundles) await takeIn(page, await readFile(bundle));
  await visit(page, 'trust');
  const card = page.locator('.card', { hasText: '記録が二つに分かれています' });
  await card.waitFor();
  found.push(...(await look(page, 'trust-forked')));
  const hands = new Hands(page);
  await hands.on(card.getByRole('button', { name: /^枝2に決める/ }));
  await card.getByText('本部が使う枝を決めました').waitFor();
  found.push(...(await look(page, 'trust-ruled')));
  // Who pressed the wrong one says so by pressing the other.
  await hands.on(card.getByRole('button', { name: /^枝1に決める/ }));
  await card.locator('li', { hasText: '枝1' }).getByText('いま使っている枝').waitFor();
}

/** A laptop that came after the keys were renewed gets them from a person who knows it. */
async function handed(browser, apart, page, found) {
  const shelter = await begun(browser, apart.shelter);
  await carry(shelter.page, apart.shelter, page);
  await visit(page, 'tickets');
  const hands = new Hands(page);
  await hands.on(page.getByRole('button', { name: '試験の避難所 端末 A を失効させる' }));
  await hands.on(page.locator('.card .button-main', { hasText: '失効させる' }));
  await hands.on(page.getByRole('button', { name: '鍵を替える' }));
  await page.getByText('残る端末の鍵は替えてあります').waitFor();

  const staff = await apart.laptop('shelter', '--spare', '--name', '遅れて来た避難所');
  const late = await begun(browser, staff);
  await carry(late.page, staff, page);
  await visit(page, 'trust');
  const lacking = page.locator('.card', { hasText: '新しい鍵を持っていない端末' });
  const hand = lacking.getByRole('button', { name: '遅れて来た避難所 端末 A に鍵を渡す' });
  await hand.waitFor();
  found.push(...(await look(page, 'trust-lacking')));
  await hands.on(hand);
  await hand.waitFor({ state: 'detached' });
  nothingWrong(shelter, late);
}

/** Another laptop of headquarters is stolen: a draft goes to the safe, a signed statement comes back. */
async function byTheCity(browser, apart, page, found) {
  const staff = await apart.laptop('hq');
  const other = await begun(browser, staff);
  await carry(other.page, staff, page);
  await visit(page, 'trust');
  const file = page.getByLabel('署名された書面のファイル');
  await file.setInputFiles({
    name: 'statement',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('nothing of the city'),
  });
  await page.locator('.card', { has: file }).locator('.note-error').waitFor();
  found.push(...(await look(page, 'trust-city-refused')));

  await visit(page, 'tickets');
  const own = await (await page.request.get(`${apart.hq}/api/v1/session`)).json();
  const row = page
    .locator('tr', { has: page.getByRole('link', { name: /市の鍵への依頼書を保存する/ }) })
    .filter({ hasNotText: own.node.node.slice(0, 8) });
  found.push(...(await look(page, 'trust-draft')));
  const saved = page.waitForEvent('download');
  await new Hands(page).on(row.getByRole('link'));
  const draft = await (await saved).path();
  await visit(page, 'trust');
  await file.setInputFiles(await apart.signed(draft));
  await page.getByText('取り込みました。保存済みです。').waitFor();
  await page.getByText('市の鍵で失効させたものです').first().waitFor();
  found.push(...(await look(page, 'trust-by-city')));
  nothingWrong(other);
}
