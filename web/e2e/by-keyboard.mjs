// What a desk does all day, by keyboard alone from the page just opened: nothing is clicked, and no field
// gets the focus but by a key. Prints the keys and the clicks of each.
import { check, nothingWrong, open, settled, signIn, visit } from './harness.mjs';
import { Hands } from './hands.mjs';
import { ask, registered } from './keystrokes.mjs';

/** Its own, so that a demonstration can be walked twice. */
const RUN = String(Date.now()).slice(-5);

export async function run({ browser, city }) {
  const shelter = city.shelters[2];
  const desk = await open(browser, shelter.staff);
  const { page } = desk;
  await signIn(page, shelter.signIn);
  const tasks = [
    ['check out', 'reception', (hands) => leaves(hands, shelter)],
    ['night elsewhere', 'reception', (hands) => night(hands, shelter)],
    ['claim code to checked in', 'reception', (hands) => claimed(hands, shelter)],
    ['send a family on', 'reception', (hands) => sent(hands, shelter, city.shelters[1])],
    ['paper card', 'reception/paper', paperCard],
    ['headcount', 'place', headcount],
    ['daily report, one field', 'place', report],
    ['request of one good', 'supplies', order],
    ['count the shelf', 'supplies', counted],
    ['meals given out', 'supplies', meals],
    ['report on a member of staff', 'staff', staffReport],
    ['volunteer joins', 'volunteers', volunteer],
    ['roll call, one person', 'roll-call', rollCall],
    ['notice', 'notices', notice],
    ['account', 'accounts', account],
    ['hand-over', 'handover', handOver],
    ['stick for headquarters', 'courier', stick],
    ['lock and come back', 'reception', (hands) => lockAndBack(hands, shelter)],
  ];
  for (const [name, path, work] of tasks) {
    await visit(page, ...path.split('/'));
    // The browser begins at the top, not where the last task's hands were.
    await page.reload();
    await settled(page);
    const hands = new Hands(page);
    await work(hands);
    console.log(`by-keyboard: ${name}: ${hands.keys} keys, ${hands.clicks} clicks`);
  }
  nothingWrong(desk);
  await phone(browser, shelter);
}

/** A household of this run's own, through the page's own door to the node. */
async function household(hands, shelter, key) {
  const details = { family: '鍵盤', family_kana: 'けんばん' };
  const data = { key: `by-keyboard-${key}-${RUN}`, check_in: true, persons: [{ details }] };
  return await ask(hands.page, shelter.staff, 'POST', 'households', data);
}

/** Found by a reception number, and opened. */
async function opened(hands, { reception_no: number }) {
  await hands.to(hands.page.locator('#search'));
  await hands.type(number.replaceAll('-', '').toLowerCase());
  await hands.press('Enter');
  await hands.page.locator('.household').waitFor();
}

async function leaves(hands, shelter) {
  const { page } = hands;
  await opened(hands, await household(hands, shelter, 'leaves'));
  await hands.on(page.getByRole('button', { name: '退所', exact: true }));
  await hands.choose(page.getByRole('radio', { name: '親戚・知人', exact: true }));
  await hands.on(page.getByRole('button', { name: '退所を記録する' }));
  await page.locator('.person .state-left').waitFor();
}

async function night(hands, shelter) {
  const { page } = hands;
  await opened(hands, await household(hands, shelter, 'night'));
  await hands.on(page.getByRole('button', { name: '外泊', exact: true }));
  await hands.on(page.getByRole('button', { name: '外泊を記録する' }));
  await page.locator('.person .state-overnight').waitFor();
}

async function claimed(hands, shelter) {
  const { page } = hands;
  const code = await registered(page, shelter);
  await hands.to(page.locator('#search'));
  // A reader types it: no key of a person's.
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await page.locator('.household').waitFor();
  await page.waitForFunction(() => document.activeElement?.matches('.stay-actions .button-main'));
  await hands.send();
  await page.locator('.person .state-staying').nth(2).waitFor();
}

async function sent(hands, shelter, there) {
  const { page } = hands;
  await opened(hands, await household(hands, shelter, 'sent'));
  await hands.on(page.getByRole('button', { name: '転所', exact: true }));
  await hands.to(page.getByLabel('場所の名前・住所'));
  await hands.word(there.place, 'いずみしょうがっこう');
  await hands.choose(page.getByRole('radio', { name: there.place }));
  await hands.on(page.getByRole('button', { name: '送り出す', exact: true }));
  await page.getByText('送り出しました').waitFor();
}

async function paperCard(hands) {
  const { page } = hands;
  await hands.to(page.locator('[name=familyKana]'));
  await hands.word(`かみ${RUN}`, 'かみ');
  await hands.to(page.locator('[name=ageOrBirth]'));
  await hands.type('62');
  await hands.press('Control+Enter');
  await page.locator('.paper-count', { hasText: '1枚' }).waitFor();
}

async function headcount(hands) {
  const { page } = hands;
  const form = page.locator('section', { has: page.locator('#headcount-head') });
  await hands.skip();
  await hands.choose(form.getByLabel('いま見てきた'));
  await hands.to(form.getByLabel('避難者数（総数）', { exact: true }));
  await hands.type('231');
  await hands.on(form.getByLabel('避難所外避難者数は不明'), 'Space');
  await hands.on(page.getByRole('button', { name: '人数を保存' }));
  await form.locator('.saved').waitFor();
}

async function report(hands) {
  const { page } = hands;
  const form = page.locator('form.report');
  await hands.skip();
  await hands.choose(form.getByLabel('いま見てきた'));
  await hands.to(form.getByLabel('上水道の使用可否'));
  await hands.press('ArrowDown');
  await hands.on(form.getByRole('button', { name: '状況を保存' }));
  await form.locator('.saved').waitFor();
}

async function order(hands) {
  const { page } = hands;
  await hands.skip();
  await hands.on(page.getByRole('button', { name: /^トイレットペーパー/ }));
  const one = page.getByRole('group', { name: 'トイレットペーパー', exact: true });
  await hands.to(one.getByRole('textbox', { name: /数量/ }));
  await hands.type('12');
  await hands.on(page.getByRole('button', { name: '要請する（1品目）' }));
  await page.getByText('1品目の要請を保存しました').waitFor();
}

async function counted(hands) {
  const { page } = hands;
  const row = page.locator('section:has(#stock-head) tr', { hasText: '食料' }).first();
  await hands.skip();
  await hands.to(row.getByRole('textbox'));
  await hands.type('500');
  await hands.send();
  await row.locator('td.num', { hasText: '500食' }).waitFor();
}

async function meals(hands) {
  const { page } = hands;
  const section = page.locator('section:has(#handouts-head)');
  const row = page.locator('section:has(#stock-head) tr', { hasText: '食料' }).first();
  await row.locator('td.num', { hasText: '500食' }).waitFor();
  await hands.skip();
  await hands.to(section.getByRole('textbox', { name: '避難所内' }));
  await hands.type('90');
  await hands.send();
  await row.locator('td.num', { hasText: '410食' }).waitFor();
}

async function staffReport(hands) {
  const { page } = hands;
  const form = page.locator('section[aria-labelledby=staff-report]');
  await hands.skip();
  await hands.to(form.getByLabel('職員番号'));
  await hands.type('1001');
  await hands.choose(form.getByRole('radio', { name: '無事' }));
  await hands.on(form.getByRole('button', { name: '安否を保存' }));
  const one = page.locator('section[aria-labelledby=staff-roster] .roster li', { hasText: '1001' });
  await one.locator('.state-safe').waitFor();
}

async function volunteer(hands) {
  const { page } = hands;
  const join = page.locator('section[aria-labelledby=volunteer-join]');
  await hands.skip();
  await hands.to(join.getByLabel('氏名'));
  await hands.word(`鍵盤${RUN}`, 'けんばん');
  await hands.send();
  await join.getByText('受け付けました').waitFor();
}

async function rollCall(hands) {
  const { page } = hands;
  const title = `鍵盤の点呼${RUN}`;
  await hands.skip();
  await hands.to(page.getByLabel('点呼の名前'));
  await hands.press('Control+a');
  await hands.word(title, 'けんばんのてんこ');
  await hands.send();
  await page.getByRole('heading', { name: title }).waitFor();
  const row = page.locator('section[aria-labelledby=roll-evacuees] .roll-row').first();
  await hands.on(row.getByRole('button', { name: '確認', exact: true }));
  await row.getByRole('button', { name: '確認', exact: true, pressed: true }).waitFor();
}

async function notice(hands) {
  const { page } = hands;
  const title = `鍵盤のお知らせ${RUN}`;
  await hands.skip();
  await hands.to(page.getByLabel('見出し'));
  await hands.word(title, 'けんばんのおしらせ');
  await hands.to(page.locator('main textarea').first());
  await hands.word('正面玄関', 'しょうめんげんかん');
  await hands.on(page.getByRole('button', { name: 'この避難所の人へ出す' }));
  await page.locator('.card h2', { hasText: title }).waitFor();
}

async function account(hands) {
  const { page } = hands;
  await hands.to(page.getByLabel('名前', { exact: false }).first());
  await hands.word(`鍵盤${RUN}`, 'けんばん');
  await hands.send();
  await page.locator('.slip-pin').waitFor();
}

async function handOver(hands) {
  const { page } = hands;
  await hands.skip();
  await hands.to(page.getByLabel('申し送り'));
  await hands.word('毛布は右奥', 'もうふはみぎおく');
  await hands.on(page.getByRole('button', { name: /署名して引き継ぐ/ }));
  await page.getByRole('heading', { name: '受け取る' }).waitFor();
}

async function stick(hands) {
  const { page } = hands;
  await hands.skip();
  await hands.to(page.getByText('USBに保存する', { exact: true }));
  const saved = page.waitForEvent('download');
  await hands.press('Enter');
  check((await saved).suggestedFilename().endsWith('.musubi'), 'a bundle is saved');
}

async function lockAndBack(hands, shelter) {
  const { page } = hands;
  await hands.press('F8');
  await page.getByText('画面をロックしました').waitFor();
  await hands.to(page.locator('input[name=secret]:visible'));
  await hands.type(shelter.signIn.secret);
  await hands.send();
  await page.locator('.head-me:visible').waitFor();
  await settled(page);
}

/** A family of one on a phone with a keyboard, without JavaScript. */
async function phone(browser, shelter) {
  const session = await open(browser, `${shelter.phones}/?lang=ja`, { javaScriptEnabled: false });
  const { page } = session;
  const hands = new Hands(page);
  await hands.to(page.locator('input[name=kf0]'));
  await hands.word('けんばん', 'けんばん');
  await hands.to(page.locator('input[name=a0]'));
  await hands.type('33');
  await hands.on(page.locator('button.s'));
  await page
    .getByText(/[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/)
    .first()
    .waitFor();
  console.log(`by-keyboard: own phone, one person: ${hands.keys} keys, ${hands.clicks} clicks`);
  nothingWrong(session);
}
