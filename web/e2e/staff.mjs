// HQ adds somebody to the roster; a shelter takes their report; who is silent is computed.
import { nothingWrong, open, signIn, visit } from './harness.mjs';

/** Its own, so that a demonstration can be walked twice. */
const NUMBER = String(Date.now()).slice(-6);

export async function run({ browser, city }) {
  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  await visit(hq.page, 'staff');
  await hq.page.getByText('名簿に1人加える').click();
  const form = hq.page.locator('details', { hasText: '名簿に1人加える' });
  await form.getByLabel('職員番号').fill(NUMBER);
  await form.getByLabel('氏名').fill('結 守');
  await form.getByLabel('部署').fill('試験課');
  await form.getByRole('button', { name: '保存' }).click();
  const member = (page) => page.locator('.roster li', { hasText: NUMBER });
  await member(hq.page).locator('.state-silent').waitFor();

  const desk = await open(browser, city.shelters[0].staff);
  await signIn(desk.page, city.shelters[0].signIn);
  await visit(desk.page, 'staff');
  await member(desk.page).waitFor({ timeout: 30_000 });
  const report = desk.page.locator('section[aria-labelledby=staff-report]');
  await report.getByLabel('職員番号').fill(`${NUMBER} 結 守`);
  await report.getByRole('radio', { name: '軽傷' }).check();
  await report.getByRole('radio', { name: '参集済み' }).check();
  await report.getByRole('button', { name: '安否を保存' }).click();
  await member(desk.page).locator('.state-minor').waitFor();
  await member(hq.page).locator('.state-minor').waitFor({ timeout: 30_000 });
  nothingWrong(desk, hq);
}
