// Somebody asks after a person at one gym; headquarters finds them at another, answers by consent, and the
// desk that took it hears that there is an answer and no more.
import { enter, tick } from './hands.mjs';
import { check, look, nothingWrong, open, settled, signIn, visit } from './harness.mjs';

const SOUGHT = { family: '乙黒', family_kana: 'おとぐろ' };

export async function run({ browser, city }) {
  const [here, there] = city.shelters;
  const other = await open(browser, there.staff);
  await signIn(other.page, there.signIn);
  await registered(other.page, there.staff, { kin: true, acquaintance: false, public: false });

  const desk = await open(browser, here.staff);
  await signIn(desk.page, here.signIn);
  await visit(desk.page, 'inquiries');
  const found = await look(desk.page, 'inquiries-shelter');
  const form = desk.page.locator('form.form').first();
  await form.getByLabel('せい（かな）').fill('オトグロ');
  await form.getByLabel('めい（かな）').fill('ミサキ');
  await form.getByLabel('年齢').fill('６３');
  await form.getByLabel('照会する人の氏名').fill('乙黒 遠');
  await form.getByLabel('続柄・関係').fill('妹');
  await tick(form.getByRole('radio', { name: '運転免許証' }));
  await enter(form.getByRole('button', { name: '封をして本部に送る' }));
  const saved = await desk.page.getByText('受け付けました。番号は').textContent();
  const number = /番号は (\w{6}) です/.exec(saved)?.[1];
  check(number != null, `no number in: ${saved}`);
  const mine = desk.page.locator('tr', { hasText: number });
  await mine.getByText('まだ', { exact: true }).waitFor();
  const shown = await desk.page.locator('main').textContent();
  check(!shown.includes('オトグロ'), 'what was asked stands on the page of the place');
  found.push(...(await look(desk.page, 'inquiries-taken')));

  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  await visit(hq.page, 'inquiries');
  const one = hq.page.locator('.inquiry', { hasText: number });
  await one.waitFor();
  found.push(...(await look(hq.page, 'hq-inquiries-list')));
  await enter(one.getByRole('link'));
  await hq.page.getByRole('button', { name: '開いて候補を見る' }).waitFor();

  // To an acquaintance nothing may be told, to kin everything.
  await tick(hq.page.getByRole('radio', { name: '知人（友人・職場・近所）' }));
  await enter(hq.page.getByRole('button', { name: '開いて候補を見る' }));
  await hq.page.getByText('答えられる人は見つかりません').waitFor();
  await tick(hq.page.getByRole('radio', { name: '親族・同居者' }));
  await enter(hq.page.getByRole('button', { name: '開いて候補を見る' }));
  const candidate = hq.page.locator('.inquiry', { hasText: SOUGHT.family });
  await candidate.waitFor();
  await candidate.getByText('読みが同じ').first().waitFor();
  await candidate.getByText(there.place).waitFor();
  found.push(...(await look(hq.page, 'hq-inquiry-candidates')));
  await tick(candidate.getByRole('radio'));
  await tick(hq.page.getByRole('radio', { name: '見つかったと伝える' }));
  await enter(hq.page.getByRole('button', { name: '回答を記録する' }));
  await hq.page.getByText('伝えてよいのは、次のことだけです').waitFor();
  await hq.page.getByRole('heading', { name: 'これまでの回答' }).waitFor();
  found.push(...(await look(hq.page, 'hq-inquiry-answered')));

  await visit(hq.page, 'lookups');
  const all = hq.page.locator('tr', { hasText: number });
  const noted = all.filter({ hasText: '安否照会に回答した' });
  await noted.waitFor();
  check(!(await noted.textContent()).includes(SOUGHT.family), 'a name stands in the look-ups');
  found.push(...(await look(hq.page, 'hq-lookups-inquiry')));

  // The desk that took it hears of it by itself.
  await settled(desk.page);
  await mine.getByText('回答済み').waitFor();
  check(found.length === 0, found.join('\n'));
  nothingWrong(other, desk, hq);
}

/** One person at the other gym. */
async function registered(page, staff, consent) {
  const session = await (await page.request.get(`${staff}/api/v1/session`)).json();
  const details = { ...SOUGHT, given: '岬', given_kana: 'みさき', age: '63', sex: 'female' };
  const answer = await page.request.post(`${staff}/api/v1/households`, {
    headers: { origin: staff, 'x-form-token': session.form_token },
    data: {
      key: `inquiry-person-${Date.now()}`,
      persons: [{ details, consent }],
      details: { phone: '090-0000-0000', address: '水前寺3-12-5' },
      check_in: true,
    },
  });
  check(answer.ok(), `registering: ${answer.status()} ${await answer.text()}`);
}
