// A family is sent from one gym to another: announced through headquarters, taken in, confirmed.
import { enter, tick } from './hands.mjs';
import { check, look, nothingWrong, open, picture, settled, signIn, visit } from './harness.mjs';

const FAMILY = { family: '乙訓', family_kana: 'おとくに' };

export async function run({ browser, city }) {
  const [here, there] = city.shelters;
  const from = await open(browser, here.staff);
  await signIn(from.page, here.signIn);
  const household = await registered(from.page, here.staff);

  await visit(from.page, 'reception', 'household', household);
  await enter(from.page.getByRole('button', { name: '転所', exact: true }));
  await from.page.getByLabel('場所の名前・住所').fill(there.place);
  await tick(from.page.getByRole('radio', { name: there.place }));
  const found = await look(from.page, 'transfer-send');
  await enter(from.page.getByRole('button', { name: '送り出す' }));
  await from.page.getByText('送り出しました').waitFor();
  const [slip] = await Promise.all([
    from.page.context().waitForEvent('page'),
    enter(from.page.getByRole('link', { name: '転所票を印刷する' })),
  ]);
  await slip.getByRole('heading', { name: '転所票' }).waitFor();
  check(!(await slip.content()).includes(FAMILY.family), 'a name stands on the slip');
  await picture(slip, 'transfer-slip');
  await slip.close();

  // Headquarters hears of it by itself and announces it.
  const to = await open(browser, there.staff);
  await signIn(to.page, there.signIn);
  await visit(to.page, 'transfers');
  const coming = to.page.locator('.transfer', { hasText: FAMILY.family });
  await coming.waitFor();
  found.push(...(await look(to.page, 'transfers-expected')));
  await enter(coming.getByRole('button', { name: '全員着いた' }));
  await to.page.getByText('入所にしました').waitFor();
  await enter(to.page.getByRole('link', { name: '世帯を開く' }));
  await to.page.locator('.household .state-staying').first().waitFor();
  check((await to.page.locator('.household .state-staying').count()) === 2, 'not both are here');

  await visit(from.page, 'transfers');
  const sent = from.page.locator('.transfer', { hasText: FAMILY.family });
  await sent.locator('p .state', { hasText: '到着' }).waitFor();
  found.push(...(await look(from.page, 'transfers-sent')));

  // What is no slip is said so.
  await visit(to.page, 'transfers');
  await to.page.getByLabel('転所票のコード').fill('A-0042-K');
  await to.page.keyboard.press('Enter');
  await to.page.getByText('転所票のコードではありません').waitFor();
  await settled(to.page);

  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  await visit(hq.page, 'transfers');
  await hq.page.locator('.transfer', { hasText: FAMILY.family }).waitFor();
  found.push(...(await look(hq.page, 'hq-transfers')));
  check(found.length === 0, found.join('\n'));
  nothingWrong(from, to, hq);
}

/** A family of two, checked in by the desk. */
async function registered(page, staff) {
  const session = await (await page.request.get(`${staff}/api/v1/session`)).json();
  const person = (given, given_kana) => ({ details: { ...FAMILY, given, given_kana, age: '41' } });
  const answer = await page.request.post(`${staff}/api/v1/households`, {
    headers: { origin: staff, 'x-form-token': session.form_token },
    data: {
      key: `transfer-family-${Date.now()}`,
      persons: [person('泉', 'いずみ'), person('蓮', 'れん')],
      details: {},
      check_in: true,
    },
  });
  check(answer.ok(), `registering: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()).id;
}
