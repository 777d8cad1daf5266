// Laptops that never meet but by stick: a manager on each, a count of people, a bundle carried over.
import { check, open, visit } from './harness.mjs';

/** A new laptop whose manager has just been named. */
export async function begun(browser, staff) {
  const desk = await open(browser, staff);
  const { page } = desk;
  await page.locator('input[name=name]').fill('結 守');
  await page.locator('input[name=secret]').fill('kaki-no-ki-8');
  await page.locator('input[name=again]').fill('kaki-no-ki-8');
  await page.getByRole('button', { name: '責任者として始める' }).click();
  await page.locator('nav.nav').waitFor();
  return desk;
}

export async function headcount(page, staff, people) {
  const session = await (await page.request.get(`${staff}/api/v1/session`)).json();
  const answer = await page.request.post(
    `${staff}/api/v1/places/${session.node.place}/headcounts`,
    {
      headers: { origin: staff, 'x-form-token': session.form_token },
      data: { key: `headcount-of-${people}-people`, in_shelter: people },
    },
  );
  check(answer.ok(), `a headcount: ${answer.status()} ${await answer.text()}`);
}

/** From one laptop to headquarters, by stick. */
export async function carry(from, staff, to) {
  const answer = await from.request.get(`${staff}/api/v1/courier/bundle?to=hq&all=true`);
  await takeIn(to, await answer.body());
}

export async function takeIn(to, bundle) {
  await visit(to, 'courier');
  await to.getByLabel('持ち運びデータのファイル').setInputFiles({
    name: 'to-hq.musubi',
    mimeType: 'application/octet-stream',
    buffer: bundle,
  });
  await to.getByText('最後まで読み込みました').waitFor();
}
