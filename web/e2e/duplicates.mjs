// The same human at two gyms: headquarters is told why, puts both records side by side, links them, undoes it,
// finds them to be two people, takes that back; by keyboard alone, and every look is noted.
import { Hands } from './hands.mjs';
import { check, look, nothingWrong, open, settled, signIn, visit } from './harness.mjs';
import { ask } from './keystrokes.mjs';

/** Its own, so that a demonstration can be walked twice. */
const RUN = String(Date.now()).slice(-6);
const TWICE = { family: '二重', family_kana: 'にじゅう', given: `環${RUN}`, given_kana: 'たまき' };

export async function run({ browser, city }) {
  const [here, there] = city.shelters;
  for (const [shelter, key] of [
    [here, 'here'],
    [there, 'there'],
  ]) {
    const desk = await open(browser, shelter.staff);
    await signIn(desk.page, shelter.signIn);
    await registered(desk.page, shelter.staff, key);
    await desk.close();
  }
  const hq = await open(browser, city.hq.staff);
  const { page } = hq;
  await signIn(page, city.hq.signIn);
  await visit(page, 'lookups');
  const before = await looks(page);
  await visit(page, 'duplicates');
  const hands = new Hands(page);
  const card = (name) =>
    page
      .locator('section', { has: page.getByRole('heading', { name }) })
      .locator('.inquiry', { hasText: RUN });
  const proposed = card('同じ人かもしれない');
  const linked = card('同じ人とした');
  const apart = card('別の人とした');
  await arrives(page, hands, proposed);
  for (const why of ['名前が同じ', '生年月日が同じ', '電話が同じ', '住所が同じ'])
    await proposed.getByText(why).waitFor();
  for (const { place } of [here, there]) await proposed.getByText(place).waitFor();
  check(!(await proposed.textContent()).includes('1961'), 'a list tells no birth date');
  const found = await look(page, 'hq-duplicates');

  await hands.on(proposed.getByRole('button', { name: '並べて見る' }));
  await proposed.locator('.pair li', { hasText: '1961-05-07' }).nth(1).waitFor();
  found.push(...(await look(page, 'hq-duplicates-side-by-side')));
  await hands.on(proposed.getByRole('button', { name: '同じ人です（1人と数える）' }));
  await said(page, '同じ人としました');
  await linked.waitFor();
  await proposed.waitFor({ state: 'detached' });
  found.push(...(await look(page, 'hq-duplicates-linked')));
  await hands.on(linked.getByRole('button', { name: 'つながりを外す' }));
  await said(page, '取り消しました');
  await proposed.waitFor();
  await linked.waitFor({ state: 'detached' });

  await hands.on(proposed.getByRole('button', { name: '並べて見る' }));
  await hands.on(proposed.getByRole('button', { name: '別の人です', exact: true }));
  await said(page, '別の人としました');
  await apart.waitFor();
  found.push(...(await look(page, 'hq-duplicates-apart', ['ja'])));
  await refusedMeanwhile(page, hands, apart, city.hq.staff);
  await proposed.waitFor();

  await visit(page, 'lookups');
  const noted = page.locator('tr', { hasText: '重複の候補を並べて見た' });
  check((await looks(page)) === before + 4, 'both records are noted, each time');
  check(!(await noted.first().textContent()).includes(TWICE.family), 'a name is in the look-ups');
  found.push(...(await look(page, 'hq-lookups-compare')));
  check(found.length === 0, found.join('\n'));
  nothingWrong(hq);
}

const looks = (page) => page.locator('tr', { hasText: '重複の候補を並べて見た' }).count();

/** What the gyms registered comes by itself; the list is read again by hand. */
async function arrives(page, hands, card) {
  const again = page.getByRole('button', { name: '読み直す' });
  const deadline = Date.now() + 60_000;
  while ((await card.count()) === 0) {
    check(Date.now() < deadline, 'the pair was never proposed');
    const read = page.waitForResponse((answer) =>
      answer.url().endsWith('duplicates?proposed=0&linked=0&apart=0'),
    );
    await hands.on(again);
    await read;
    await settled(page);
  }
}

/** It is announced, and the focus is there, for the card that had it is gone. */
async function said(page, text) {
  const status = page.locator('[role=status]', { hasText: text });
  await status.waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'status');
}

/** Somebody else takes it back first. */
async function refusedMeanwhile(page, hands, apart, staff) {
  const { apart: list } = await ask(page, staff, 'GET', 'hq/duplicates');
  const pair = list.pairs.find(({ one }) => one.name.includes(RUN));
  const other = { one: pair.one.at, other: pair.other.at, was: 'different', decision: 'same' };
  await ask(page, staff, 'POST', 'hq/duplicates/decide', other);
  await hands.on(apart.getByRole('button', { name: '「別の人」を取り消す' }));
  await apart.getByText('ほかの人が先に決めました').waitFor();
  await ask(page, staff, 'POST', 'hq/duplicates/decide', {
    ...other,
    was: 'same',
    decision: 'undecided',
  });
  await hands.on(page.getByRole('button', { name: '読み直す' }));
  await apart.waitFor({ state: 'detached' });
}

/** One person at this gym. */
async function registered(page, staff, key) {
  const details = { ...TWICE, birth: '1961-05-07', sex: 'female' };
  await ask(page, staff, 'POST', 'households', {
    key: `duplicates-${key}-${RUN}`,
    persons: [{ details }],
    details: { phone: '090-0000-0000', address: `試験県試験市本町${RUN.slice(-2)}-12-5` },
    check_in: true,
  });
}
