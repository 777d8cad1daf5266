// A shelter asks by one tap and by the keyboard alone, HQ says where it sends from, what it cannot
// send and why, and sees what is stuck; the shelter receives a part onto its shelf, counts, hands
// out, offers what is too much, and says what its door is like.
import { enter, tick } from './hands.mjs';
import { check, look, nothingWrong, open, picture, settled, signIn, visit } from './harness.mjs';

/** Its own, so that a demonstration can be walked twice. */
const AMOUNT = 100 + (Date.now() % 900);

export async function run({ browser, city }) {
  const shelter = city.shelters[1];
  const desk = await open(browser, shelter.staff);
  const { page } = desk;
  await signIn(page, shelter.signIn);
  await count(page, 100, 21);
  await visit(page, 'supplies');
  await page.getByText('避難所内 100人・避難所外 21人で計算').waitFor();

  await byKeyboard(page);
  const own = page.locator('.request', { hasText: `毛布 ${AMOUNT}枚` });
  await own.waitFor();
  await page.locator('.request', { hasText: '車いす 2台' }).waitFor();
  await page.locator('.request', { hasText: '40箱 × 24' }).waitFor();

  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  await visit(hq.page, 'supplies');
  const seen = hq.page.locator('.request', { hasText: `毛布 ${AMOUNT}枚` });
  await seen.waitFor({ timeout: 30_000 });
  check((await seen.innerText()).includes(shelter.place), "the request carries the place's name");
  await acceptedFromStock(seen, own);
  await refusedInWords(hq.page, page);
  await stuck(page, hq.page, shelter.place);
  await enter(seen.getByRole('button', { name: '発送した' }));
  await seen.getByRole('textbox', { name: '運ぶ人・会社' }).fill('市の2トン車');
  await enter(seen.locator('form').getByRole('button', { name: '発送した' }));
  await own.locator('.state', { hasText: '発送済み' }).waitFor({ timeout: 30_000 });

  const hub = await arrivedAtHub(hq.page, seen, own, shelter.place);
  await receivedAndCounted(page, own);
  await closedKnowingly(hq.page, hub);
  await handedOut(page);
  await offeredAndDoor(page);
  const problems = await look(page, 'supplies');
  check(problems.length === 0, problems.join('\n'));
  await visit(hq.page, 'overview');
  await visit(hq.page, 'supplies');
  await hq.page.locator('.offer', { hasText: '毛布 15枚' }).first().waitFor({ timeout: 30_000 });
  await loaded(hq.page, page, shelter.place);
  await page.emulateMedia({ media: 'print' });
  check(!(await page.locator('nav.nav').isVisible()), 'paper has no navigation');
  check(await page.locator('.requests').isVisible(), 'paper has the requests');
  await page.emulateMedia({ media: 'screen' });
  nothingWrong(desk, hq);
}

/** HQ says where it comes from, and the shelter reads it. */
async function acceptedFromStock(seen, own) {
  await enter(seen.getByRole('button', { name: '受け付ける' }));
  const form = seen.locator('form');
  await form.getByRole('combobox', { name: 'どこから送るか' }).selectOption('offer');
  await form
    .getByText('同じ品目を譲れる場所はありません。')
    .or(form.getByRole('combobox').nth(1))
    .waitFor();
  await form.getByRole('combobox', { name: 'どこから送るか' }).selectOption('stock');
  await enter(form.getByRole('button', { name: '受け付ける' }));
  await own.locator('.state', { hasText: '受付済み' }).waitFor({ timeout: 30_000 });
  await own.getByText('出どころ: 市の在庫').first().waitFor();
}

/** A reason of the list is needed, words beside it are not lost. */
async function refusedInWords(hqPage, page) {
  const chairs = hqPage.locator('.request', { hasText: '車いす 2台' }).first();
  await enter(chairs.getByRole('button', { name: '対応できないと伝える' }));
  const form = chairs.locator('form');
  await enter(form.getByRole('button', { name: '対応できないと伝える' }));
  await form.locator('select:invalid').waitFor();
  await form.getByRole('combobox').selectOption('none_to_be_had');
  await form.getByRole('textbox').fill('来週の入荷');
  const problems = await look(hqPage, 'supplies-refuse');
  check(problems.length === 0, problems.join('\n'));
  await enter(form.getByRole('button', { name: '対応できないと伝える' }));
  const own = page.locator('.request', { hasText: '車いす 2台' }).first();
  await own.getByText('対応できない理由: 在庫も調達の当てもない').waitFor({ timeout: 30_000 });
}

/** Asked for at once, three hours ago, and answered by nobody. */
async function stuck(page, hqPage, place) {
  const status = await posted(page, 'requests', {
    item: 'toilet_paper',
    quantity: AMOUNT,
    urgency: 'now',
    observed_at: Date.now() - 3 * 3_600_000,
  });
  check(status === 201, `the request was answered with ${status}`);
  const row = hqPage
    .locator('section:has(#stuck-head) tr', { hasText: place })
    .filter({ hasText: 'トイレットペーパー' })
    .first();
  await row.getByText('本部の返事').waitFor({ timeout: 30_000 });
  const problems = await look(hqPage, 'supplies-hq');
  check(problems.length === 0, problems.join('\n'));
}

/** Too large a lorry for the door: told beside the load, and on its paper, which has every stop. */
async function loaded(hqPage, page, place) {
  const section = hqPage.locator('section:has(#loads-head)');
  await enter(section.locator('summary'));
  const form = section.locator('form');
  await form.getByRole('textbox', { name: '車の名前・番号' }).fill('市一号車');
  await form.getByRole('combobox', { name: '車種' }).selectOption('ten_tonnes');
  const goods = form.getByRole('group', { name: '積む物' });
  await tick(
    goods.getByRole('checkbox', { name: new RegExp(`${place}: トイレットペーパー ${AMOUNT}`) }),
  );
  await goods.getByRole('textbox').fill('12');
  await form.getByLabel(`1. ${place} に着く予定`).fill('2026-11-27T18:30');
  const problems = await look(hqPage, 'supplies-load-form');
  check(problems.length === 0, problems.join('\n'));
  await enter(form.getByRole('button', { name: '積込表を作る' }));
  const load = section.locator('.load', { hasText: 'トイレットペーパー 12ロール' }).first();
  await load.getByText('この車は大きすぎて通れません').waitFor();
  await load.getByText('受け取れない時間に着きます').waitFor();
  const after = await look(hqPage, 'supplies-load');
  check(after.length === 0, after.join('\n'));
  const paper = await hqPage.context().newPage();
  await paper.goto(
    await load.getByRole('link', { name: '積込表を印刷する' }).evaluate((a) => a.href),
  );
  await paper.getByText('This vehicle is too large to get through').waitFor();
  await paper.getByText('トイレットペーパー 12ロール').waitFor();
  await picture(paper, 'supplies-load-sheet');
  await paper.close();
  await departed(load, page);
}

/** The vehicle leaves and is called back: the shelter reads both, and nothing is received by it. */
async function departed(load, page) {
  const asked = page.locator('.request', { hasText: `トイレットペーパー ${AMOUNT}` }).first();
  await enter(load.getByRole('button', { name: '出発した' }));
  await load.getByText('出発した物 1 / 1').waitFor();
  await asked.locator('.state', { hasText: '配送中' }).waitFor({ timeout: 30_000 });
  const problems = await look(load.page(), 'supplies-load-left');
  check(problems.length === 0, problems.join('\n'));
  check(
    (await load.getByRole('button', { name: '積込表を取り消す' }).count()) === 0,
    'what has left cannot be taken back as a plan',
  );
  await enter(load.getByRole('button', { name: '出発を取り消す' }));
  await asked.locator('.state', { hasText: '受付済み' }).waitFor({ timeout: 30_000 });
}

/** HQ lists a hub, says that the blankets arrived there, and sees what lies there for whom. */
async function arrivedAtHub(hqPage, seen, own, place) {
  const name = `市拠点${AMOUNT}`;
  const section = hqPage.locator('section:has(#hubs-head)');
  await enter(section.locator('summary', { hasText: '物資拠点を登録する' }));
  const form = section.locator('form');
  await form.getByRole('textbox', { name: '拠点の名前' }).fill(name);
  await form.getByRole('combobox', { name: '拠点の種類' }).selectOption('in_area');
  await form.getByRole('textbox', { name: '住所' }).fill('中央一丁目');
  await form
    .getByRole('combobox', { name: '通行可能な最大車種' })
    .selectOption({ label: '10トン車まで' });
  const filled = await look(hqPage, 'supplies-hub-form');
  check(filled.length === 0, filled.join('\n'));
  await enter(form.getByRole('button', { name: '物資拠点を登録する' }));
  const hub = section.locator('.hub', { hasText: name });
  await hub.getByText('この拠点に着いた物資の記録はありません。').waitFor();

  await enter(seen.getByRole('button', { name: '物資拠点に着いた' }));
  const step = seen.locator('form');
  await step.getByRole('combobox', { name: 'どの拠点に着いたか' }).selectOption({ label: name });
  await enter(step.getByRole('button', { name: '物資拠点に着いた' }));
  await own.locator('.state', { hasText: '物資拠点に到着' }).waitFor({ timeout: 30_000 });
  await own.getByText(`${name} に ${AMOUNT}枚`).waitFor();
  await hub.getByText(`${place} へ ${AMOUNT}枚`).waitFor({ timeout: 30_000 });
  await enter(seen.getByRole('button', { name: '配送に出した' }));
  await seen.locator('form').getByRole('textbox', { name: '数量' }).fill('60');
  await enter(seen.locator('form').getByRole('button', { name: '配送に出した' }));
  await hub.getByText(`${place} へ ${AMOUNT - 60}枚`).waitFor({ timeout: 30_000 });
  const problems = await look(hqPage, 'supplies-hub');
  check(problems.length === 0, problems.join('\n'));
  return hub;
}

/** Where goods lie it takes two presses, and what lies there is told all the same. */
async function closedKnowingly(hqPage, hub) {
  await enter(hub.getByRole('button', { name: '拠点を閉じる' }));
  await hub.getByText('この物資拠点には、まだ物資があります。').waitFor();
  await enter(hub.getByRole('button', { name: '物資があることを確かめて、閉じる' }));
  await hub.getByText('閉じた拠点に、まだ物資があります。').waitFor();
  const problems = await look(hqPage, 'supplies-hub-closed');
  check(problems.length === 0, problems.join('\n'));
}

async function posted(page, what, body) {
  return await page.evaluate(
    async ([what, body]) => {
      const session = await (await fetch('/api/v1/session')).json();
      const answer = await fetch(`/api/v1/places/${session.node.place}/${what}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-form-token': session.form_token },
        body: JSON.stringify({ key: `e2e-${Date.now()}`, ...body }),
      });
      return answer.status;
    },
    [what, body],
  );
}

/** How many are here, through the page's own door to the node. */
async function count(page, inside, outside) {
  const status = await posted(page, 'headcounts', { in_shelter: inside, outside_known: outside });
  check(status === 201, `the headcount was answered with ${status}`);
}

/** Blankets by one tap, water by the case, a wheelchair in words: no mouse. */
async function byKeyboard(page) {
  const keys = page.keyboard;
  await page.getByRole('button', { name: /^毛布/ }).focus();
  await keys.press('Enter');
  const blankets = page.getByRole('group', { name: '毛布', exact: true });
  const proposed = await blankets.getByRole('textbox', { name: /数量/ }).inputValue();
  check(proposed === '242' || Number(proposed) < 242, `121 people need 242 blankets: ${proposed}`);
  await blankets.getByText('利用者 121人 × 2枚 = 242枚').waitFor();
  await blankets.getByRole('textbox', { name: /数量/ }).focus();
  await keys.press('Control+a');
  await keys.type(String(AMOUNT));

  await page.getByRole('button', { name: /^飲料水/ }).focus();
  await keys.press('Space');
  const water = page.getByRole('group', { name: '飲料水', exact: true });
  await water.getByRole('textbox', { name: '箱の数' }).focus();
  await keys.type('40');
  await keys.press('Tab');
  await keys.type('24');
  check(
    (await water.getByRole('textbox', { name: /数量/ }).inputValue()) === '960',
    '40 cases of 24 are 960',
  );

  await page.getByRole('button', { name: '品目表にない物資' }).focus();
  await keys.press('Enter');
  await keys.type('車いす');
  await keys.press('Tab');
  await keys.type('台');
  await keys.press('Tab');
  await keys.type('2');
  const problems = await look(page, 'supplies-order');
  check(problems.length === 0, problems.join('\n'));
  await page.getByRole('button', { name: '要請する（3品目）' }).focus();
  await keys.press('Enter');
  await page.getByText('3品目の要請を保存しました').waitFor();
}

async function receivedAndCounted(page, own) {
  const row = page.locator('#stock-head + * tr, section:has(#stock-head) tr', { hasText: '毛布' });
  const held = row.first();
  const number = held.getByRole('textbox');
  await number.fill('12');
  await enter(held.getByRole('button', { name: '数えた' }));
  await held.locator('td.num', { hasText: '12枚' }).waitFor();
  await enter(own.getByRole('button', { name: '受け取った' }));
  await own.getByRole('textbox').fill('20');
  await page.keyboard.press('Enter');
  await own.locator('.state', { hasText: '一部受取' }).waitFor();
  await held.locator('td.num', { hasText: '32枚' }).waitFor();
  await enter(held.getByRole('button', { name: /出した/ }));
  await held.locator('td.num', { hasText: '31枚' }).waitFor();
}

async function handedOut(page) {
  const food = page.locator('section:has(#stock-head) tr', { hasText: '食料' }).first();
  await food.getByRole('textbox').fill('500');
  await enter(food.getByRole('button', { name: '数えた' }));
  await food.locator('td.num', { hasText: '500食' }).waitFor();
  const section = page.locator('section:has(#handouts-head)');
  await section.getByRole('textbox', { name: '避難所内' }).fill('90');
  await section.getByRole('textbox', { name: '避難所外' }).fill('10');
  await page.keyboard.press('Enter');
  await food.locator('td.num', { hasText: '400食' }).waitFor();
  await toHousehold(page, section, food);
}

/** Given twice: the second time it says that today's share was taken, and gives it all the same. */
async function toHousehold(page, section, food) {
  const family = `配布${AMOUNT}`;
  const status = await page.evaluate(async (family) => {
    const session = await (await fetch('/api/v1/session')).json();
    const answer = await fetch('/api/v1/households', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-form-token': session.form_token },
      body: JSON.stringify({
        key: `e2e-${Date.now()}`,
        check_in: true,
        persons: [{ details: { family } }, { details: { family, given: '子' } }],
      }),
    });
    return answer.status;
  }, family);
  check(status === 201, `the household was answered with ${status}`);
  await section.getByRole('searchbox').fill(family);
  await page.keyboard.press('Enter');
  const household = section.locator('.took', { hasText: family });
  await enter(household.getByRole('button', { name: '渡した' }));
  await food.locator('td.num', { hasText: '398食' }).waitFor();
  await household.getByText('今日の食事は受取済みです').waitFor();
  await enter(household.getByRole('button', { name: '渡した' }));
  await food.locator('td.num', { hasText: '396食' }).waitFor();
}

async function offeredAndDoor(page) {
  const offers = page.locator('section:has(#offers-head)');
  await enter(offers.locator('summary'));
  await offers.getByRole('combobox').selectOption({ label: '毛布' });
  await offers.getByRole('textbox', { name: /数量/ }).fill('15');
  await page.keyboard.press('Enter');
  await offers.locator('.offer', { hasText: '毛布 15枚' }).first().waitFor();

  const door = page.locator('section:has(#door-head)');
  await enter(door.getByRole('button', { name: '荷受け条件を書き直す' }));
  await door.getByRole('combobox', { name: '通行可能な最大車種' }).selectOption('four_tonnes');
  await door.getByRole('textbox', { name: '受け取れる時間' }).fill('9時〜17時');
  await page.keyboard.press('Enter');
  await door.getByText('4トン車').waitFor();
  await settled(page);
}
