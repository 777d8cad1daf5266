// A shelter asks for blankets, HQ accepts, the shelter receives a part; stock is counted.
import { check, nothingWrong, open, signIn, visit } from './harness.mjs';

/** Its own, so that a demonstration can be walked twice. */
const AMOUNT = 100 + (Date.now() % 900);

export async function run({ browser, city }) {
  const shelter = city.shelters[1];
  const desk = await open(browser, shelter.staff);
  await signIn(desk.page, shelter.signIn);
  await visit(desk.page, 'supplies');
  await desk.page.getByRole('radio', { name: '毛布' }).check();
  await desk.page.getByRole('textbox', { name: /数量/ }).fill(String(AMOUNT));
  await desk.page.getByRole('button', { name: '要請する' }).click();
  const own = desk.page.locator('.request', { hasText: `毛布 ${AMOUNT}枚` });
  await own.waitFor();

  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  await visit(hq.page, 'supplies');
  const seen = hq.page.locator('.request', { hasText: `毛布 ${AMOUNT}枚` });
  await seen.waitFor({ timeout: 30_000 });
  check((await seen.innerText()).includes(shelter.place), "the request carries the place's name");
  await seen.getByRole('button', { name: '受け付ける' }).click();
  await own.locator('.state', { hasText: '受付済み' }).waitFor({ timeout: 30_000 });

  await own.getByRole('button', { name: '受け取った' }).click();
  await own.getByRole('textbox').fill('20');
  await own.getByRole('button', { name: '保存' }).click();
  await own.locator('.state', { hasText: '一部受取' }).waitFor();

  const row = desk.page.locator('tr', { hasText: '毛布' });
  await row.getByRole('textbox').fill('12');
  await row.getByRole('button', { name: '数えた' }).click();
  await row.locator('td.num', { hasText: '12枚' }).waitFor();
  await row.getByRole('button', { name: /−1/ }).click();
  await row.locator('td.num', { hasText: '11枚' }).waitFor();
  nothingWrong(desk, hq);
}
