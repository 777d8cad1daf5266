// A laptop is stolen: three presses at headquarters cut it off and renew the keys; it says so itself;
// the revocation is taken back.
import { check, look, nothingWrong, open, settled, signIn, visit } from './harness.mjs';

export async function run({ browser, city }) {
  const stolen = city.shelters.at(-1);
  const thief = await open(browser, stolen.staff);
  await signIn(thief.page, stolen.signIn);
  const hq = await open(browser, city.hq.staff);
  const { page } = hq;
  const found = [];
  await signIn(page, city.hq.signIn);
  await visit(page, 'trust');
  await page.getByText('失効した端末はありません').waitFor();
  found.push(...(await look(page, 'trust-nothing')));
  await visit(page, 'tickets');
  const row = page.locator('tbody tr', { hasText: stolen.place });
  let presses = 0;
  const press = async (button) => {
    presses += 1;
    await button.click();
  };
  await press(row.getByRole('button', { name: /を失効させる$/ }));
  await page.getByRole('heading', { name: /を失効させますか$/ }).waitFor();
  found.push(...(await look(page, 'trust-asked')));
  await press(page.getByRole('button', { name: '失効させる', exact: true }).first());
  await page.getByRole('heading', { name: '端末の失効と保留中の記録' }).waitFor();
  await settled(page);
  await page.getByRole('heading', { name: '残る端末の鍵を替えてください' }).waitFor();
  found.push(...(await look(page, 'trust-revoked')));
  await press(page.getByRole('button', { name: '鍵を替える' }));
  await page.getByText('残る端末の鍵は替えてあります').waitFor();
  check(presses <= 3, `${presses} presses`);
  await page.getByText('この端末が読めたもの、読めなかったもの').first().click();
  await page.getByRole('columnheader', { name: '読めた書き込み' }).waitFor();
  found.push(...(await look(page, 'trust-read')));

  const banner = thief.page.locator('.note-error', { hasText: '失効' });
  await banner.first().waitFor();
  found.push(...(await look(thief.page, 'trust-thief')));

  await page.getByRole('button', { name: '失効を取り消す' }).click();
  found.push(...(await look(page, 'trust-lift')));
  await page.getByRole('button', { name: '取り消す', exact: true }).click();
  await page.getByText('失効した端末はありません').waitFor();
  await banner.first().waitFor({ state: 'detached' });
  check(found.length === 0, found.join('\n'));
  nothingWrong(hq, thief);
}
