// 代行: headquarters is silent; a place takes the duty on, says what it did for its neighbour's request, and once
// headquarters has word of it, by stick, acting is over and headquarters reads what was done. By keyboard.
import { begun, takeIn } from './apart.mjs';
import { startApart } from './city.mjs';
import { enter } from './hands.mjs';
import { check, look, nothingWrong, settled, visit } from './harness.mjs';
import { asDesk } from './published.mjs';

const NEIGHBOUR = '隣の避難所';

export async function run({ browser }) {
  const city = await startApart();
  try {
    await walk(browser, city);
  } finally {
    await city.stop();
  }
}

async function walk(browser, city) {
  const other = await city.laptop('shelter', '--spare', '--name', NEIGHBOUR);
  const addresses = { hq: city.hq, own: city.shelter, other };
  const at = {};
  for (const [name, staff] of Object.entries(addresses)) {
    const session = await begun(browser, staff);
    const desk = await asDesk(session.page, { staff });
    const { node } = await desk('get', '/session');
    at[name] = { ...session, staff, desk, place: node.place };
  }
  const { hq, own } = at;
  await at.other.desk('post', `/places/${at.other.place}/requests`, {
    key: 'acting-blankets',
    item: 'blanket',
    quantity: 40,
    urgency: 'today',
  });
  await carry(at.other, own);

  const { page } = own;
  await visit(page, 'supplies');
  const part = page.locator('section[aria-labelledby=acting-head]');
  await part.getByText('本部からの連絡が、まだ一度も届いていません。').waitFor();
  await enter(part.getByRole('button', { name: '代行を始める' }));
  await part.getByText('代行中').waitFor();

  const asked = page.locator('li', { hasText: NEIGHBOUR }).filter({ hasText: '毛布' }).last();
  await enter(asked.locator('summary', { hasText: '代行としてしたことを記録する' }));
  await enter(asked.getByRole('button', { name: 'ここに着いた' }));
  await part.getByText('記録した手配 1件').waitFor();
  await asked.getByText('代行 試験の避難所').waitFor();
  const found = await look(page, 'acting');

  await carry(own, hq);
  await carry(at.other, hq);
  await visit(hq.page, 'supplies');
  const there = hq.page.locator('section[aria-labelledby=acting-head]');
  await there.getByText('本部に届いたため終了').waitFor();
  await hq.page.getByText('代行 試験の避難所').first().waitFor();
  found.push(...(await look(hq.page, 'acting-at-hq')));

  // Its receipt comes back the way the word went.
  await carry(hq, own);
  await visit(page, 'supplies');
  await settled(page);
  await part.getByText('本部に届いたため終了').waitFor();
  check(
    (await part.getByRole('button', { name: '代行を始める' }).count()) === 0,
    'headquarters is not silent any more',
  );
  nothingWrong(...Object.values(at));
  check(found.length === 0, found.join('\n'));
}

async function carry(from, to) {
  const url = `${from.staff}/api/v1/courier/bundle?to=${to.place}&all=true`;
  const answer = await from.page.request.get(url);
  check(answer.ok(), `a bundle: ${answer.status()}`);
  await takeIn(to.page, await answer.body());
}
