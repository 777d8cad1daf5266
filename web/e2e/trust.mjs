// A laptop is stolen: three presses at headquarters cut it off and renew the keys; it says so itself;
// the revocation is taken back. And what a stick brings of it is held, listed, and let in by a person. All
// of it by keyboard alone.
import { begun, carry, headcount } from './apart.mjs';
import { startApart } from './city.mjs';
import { Hands } from './hands.mjs';
import { check, look, nothingWrong, open, settled, signIn, visit } from './harness.mjs';

export async function run({ browser, city }) {
  await stolen(browser, city);
  await late(browser);
}

async function stolen(browser, city) {
  const shelter = city.shelters.at(-1);
  const thief = await open(browser, shelter.staff);
  await signIn(thief.page, shelter.signIn);
  const hq = await open(browser, city.hq.staff);
  const { page } = hq;
  const found = [];
  await signIn(page, city.hq.signIn);
  await visit(page, 'trust');
  await page.getByText('失効した端末はありません').waitFor();
  found.push(...(await look(page, 'trust-nothing')));
  await visit(page, 'tickets');
  const hands = new Hands(page);
  await hands.on(page.getByRole('button', { name: `${shelter.place} 端末 A を失効させる` }));
  await page.getByRole('heading', { name: /を失効させますか$/ }).waitFor();
  found.push(...(await look(page, 'trust-asked')));
  await hands.on(page.locator('.card .button-main', { hasText: '失効させる' }));
  await page.getByRole('heading', { name: '端末の失効と保留中の記録' }).waitFor();
  await settled(page);
  await page.getByRole('heading', { name: '残る端末の鍵を替えてください' }).waitFor();
  found.push(...(await look(page, 'trust-revoked')));
  await hands.on(page.getByRole('button', { name: '鍵を替える' }));
  await page.getByText('残る端末の鍵は替えてあります').waitFor();
  check(hands.clicks <= 3, `${hands.clicks} presses`);
  await hands.on(page.getByText('この端末が読めたもの、読めなかったもの').first());
  await page.getByRole('columnheader', { name: '読めた書き込み' }).waitFor();
  found.push(...(await look(page, 'trust-read')));

  const banner = thief.page.locator('.note-error', { hasText: '失効' });
  await banner.first().waitFor();
  found.push(...(await look(thief.page, 'trust-thief')));

  await hands.on(page.getByRole('button', { name: '失効を取り消す' }));
  found.push(...(await look(page, 'trust-lift')));
  await hands.on(page.getByRole('button', { name: '取り消す', exact: true }));
  await page.getByText('失効した端末はありません').waitFor();
  await banner.first().waitFor({ state: 'detached' });
  check(found.length === 0, found.join('\n'));
  nothingWrong(hq, thief);
}

/** What was written in time and came late, by stick: held until a person lets it in. */
async function late(browser) {
  const apart = await startApart();
  try {
    const shelter = await begun(browser, apart.shelter);
    const hq = await begun(browser, apart.hq);
    await headcount(shelter.page, apart.shelter, 30);
    await carry(shelter.page, apart.shelter, hq.page);
    await visit(hq.page, 'tickets');
    const hands = new Hands(hq.page);
    await hands.on(hq.page.getByRole('button', { name: '試験の避難所 端末 A を失効させる' }));
    await hands.on(hq.page.locator('.card .button-main', { hasText: '失効させる' }));
    await hq.page.getByRole('heading', { name: '残る端末の鍵を替えてください' }).waitFor();
    await headcount(shelter.page, apart.shelter, 31);
    await carry(shelter.page, apart.shelter, hq.page);
    await visit(hq.page, 'trust');
    const held = hq.page.locator('.card', { hasText: /件を保留しています/ });
    await held.first().waitFor();
    const found = await look(hq.page, 'trust-held');
    await hands.on(held.first().getByRole('button', { name: /件を認める$/ }));
    await hq.page.getByText('保留中の記録や、食い違う記録はありません').waitFor();
    check(found.length === 0, found.join('\n'));
    nothingWrong(hq, shelter);
  } finally {
    await apart.stop();
  }
}
