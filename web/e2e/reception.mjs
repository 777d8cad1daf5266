// Reception besides a plain household: blank cards, a child without a guardian, nights elsewhere, stacks
// of paper, records of one human (by keyboard alone). Every pane in both languages and at both sizes.
import { enter, Hands, tick } from './hands.mjs';
import { check, look, nothingWrong, open, picture, signIn, visit } from './harness.mjs';
import { ask } from './keystrokes.mjs';

export async function run({ browser, city }) {
  const shelter = city.shelters[0];
  const desk = await open(browser, shelter.staff);
  const { page } = desk;
  await signIn(page, shelter.signIn);
  const found = [];
  const card = await cards(page, found);
  await child(page, card, found);
  await leaves(page, card, found);
  await night(page, found);
  await paper(page, found);
  await doubles(page, shelter.staff, found);
  check(found.length === 0, found.join('\n'));
  nothingWrong(desk);
}

/** Printed ahead; one of them is read back from its picture, as a phone would take it. */
async function cards(page, found) {
  await visit(page, 'reception', 'cards');
  await enter(page.getByRole('button', { name: '番号を作る' }));
  await page.locator('.card-sheet li').nth(9).waitFor();
  const card = (await page.locator('.card-number').first().innerText()).trim();
  found.push(...(await look(page, 'blank-cards')));
  await page.emulateMedia({ media: 'print' });
  await picture(page, 'blank-cards-printed');
  check(!(await page.locator('.nav').isVisible()), 'paper has no menu');
  const ten = { top: '10mm', bottom: '10mm', left: '10mm', right: '10mm' };
  const pdf = (await page.pdf({ format: 'A4', margin: ten })).toString('latin1');
  const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length;
  check(pages === 1, `ten cards are one A4 page, not ${pages}`);
  await page.emulateMedia({ media: null });
  const photo = await page.locator('.card-sheet li').first().screenshot();
  await visit(page, 'reception');
  await enter(page.locator('.camera summary'));
  const file = { name: 'card.png', mimeType: 'image/png', buffer: photo };
  await page.locator('.camera input[type=file]').setInputFiles(file);
  await page.getByText(card).first().waitFor();
  found.push(...(await look(page, 'card-in-hand')));
  await enter(page.locator('.camera summary'));
  return card;
}

async function child(page, card, found) {
  await page.keyboard.press('F2');
  await page.locator('[name=family]').fill('迷子');
  await page.locator('[name=familyKana]').fill('まいご');
  await page.locator('[name=ageOrBirth]').fill('7');
  await page.getByText(card).first().waitFor();
  await enter(page.locator('.pane-detail details.more summary'));
  await tick(page.getByLabel('保護者のいない子ども'));
  await page.getByLabel('連れてきた大人の名前').fill('結城 守');
  found.push(...(await look(page, 'new-household')));
  await page.locator('[name=ageOrBirth]').focus();
  await page.keyboard.press('Control+Enter');
  await page.locator('.registered-number').waitFor();
}

/** The card is scanned while the focus is on no field. */
async function leaves(page, card, found) {
  await page.locator('.registered button').focus();
  await page.keyboard.type(card);
  await page.keyboard.press('Enter');
  await page.locator('.household .badge', { hasText: '結城 守' }).waitFor();
  await enter(page.getByRole('button', { name: '退所', exact: true }));
  await tick(page.getByRole('radio', { name: '親戚・知人', exact: true }));
  found.push(...(await look(page, 'child-leaves')));
  const adult = page.getByLabel('いっしょに出る大人の名前');
  await adult.fill('だれか');
  const record = page.getByRole('button', { name: '退所を記録する' });
  await enter(record);
  const left = page.locator('.person .state-left');
  // The demonstration's account is a manager's, who may hand a child to another adult.
  await left.waitFor();
}

async function night(page, found) {
  await visit(page, 'reception');
  await page.fill('#search', '');
  // Not the child who has just left: the list may still say otherwise.
  const staying = page.locator('.hit', { has: page.locator('.state-staying') });
  await enter(staying.filter({ hasNotText: '迷子' }).first());
  await page.locator('.household').waitFor();
  await enter(page.getByRole('button', { name: '外泊', exact: true }));
  await page.getByLabel('戻る予定').fill('2026-01-02T09:00');
  found.push(...(await look(page, 'night-elsewhere')));
  await enter(page.getByRole('button', { name: '外泊を記録する' }));
  await page.locator('.person .state-overnight').first().waitFor();
  await visit(page, 'reception', 'away');
  await page.locator('.away .badge', { hasText: 'まだ戻っていません' }).first().waitFor();
  found.push(...(await look(page, 'away')));
  await enter(page.locator('.away a').first());
  await enter(page.getByRole('button', { name: '外泊から戻り', exact: true }));
  await page.locator('.person .state-staying').first().waitFor();
}

async function paper(page, found) {
  await visit(page, 'reception', 'paper');
  await page.getByLabel('カードに書かれた時刻').fill('2026-11-20T21:30');
  for (const [index, kana] of ['かみの', 'たばの'].entries()) {
    await page.locator('[name=familyKana]').fill(kana);
    await page.locator('[name=ageOrBirth]').fill('60代');
    await page.keyboard.press('Control+Enter');
    await page.locator('.paper-count', { hasText: `${index + 1}枚` }).waitFor();
  }
  found.push(...(await look(page, 'paper')));
  const time = await page.getByLabel('カードに書かれた時刻').inputValue();
  check(time === '2026-11-20T21:30', 'the time stays for the next card');
}

async function doubles(page, staff, found) {
  const ids = [];
  for (const key of ['one-of-two-records', 'two-of-two-records']) {
    const made = await ask(page, staff, 'POST', 'households', {
      key,
      persons: [{ details: { family_kana: 'ふたえ', given_kana: 'ひとみ', age: '33' } }],
      check_in: true,
    });
    ids.push(made.id);
  }
  await visit(page, 'reception', 'household', ids[0]);
  const pair = page.locator('.duplicate');
  await pair.waitFor();
  found.push(...(await look(page, 'duplicates')));
  const hands = new Hands(page);
  await hands.on(page.getByRole('button', { name: '同じ人です（1人と数える）' }));
  const unlink = page.getByRole('button', { name: '別の人です（つながりを外す）' });
  await unlink.waitFor();
  await visit(page, 'reception', 'household', ids[1]);
  await hands.on(unlink);
  await page.getByRole('button', { name: '同じ人です（1人と数える）' }).waitFor();
}
