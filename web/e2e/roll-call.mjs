// A roll call opened at a gym: found by keyboard, marked, it survives a reload, is closed with a sign
// and can be done on paper. Then the shift is handed over, and the next one signs in.
import { enter, tick } from './hands.mjs';
import { check, look, nothingWrong, open, picture, settled, signIn, visit } from './harness.mjs';

const TITLE = `夜の点呼${String(Date.now()).slice(-5)}`;
const COMING = `次の担当${String(Date.now()).slice(-5)}`;

export async function run({ browser, city }) {
  const found = [];
  const desk = await open(browser, city.shelters[0].staff);
  const { page } = desk;
  await signIn(page, city.shelters[0].signIn);
  await call(page, found);
  await handOver(page, found);
  nothingWrong(desk);
  check(found.length === 0, found.join('\n'));
}

async function call(page, found) {
  await visit(page, 'roll-call');
  found.push(...(await look(page, 'shelter-roll-calls')));
  await page.getByLabel('点呼の名前').fill(TITLE);
  await page.keyboard.press('Enter');
  const rows = page.locator('section[aria-labelledby=roll-evacuees] .roll-row');
  await rows.first().waitFor();
  // Some gave a reading alone.
  const named = rows.locator('.name', { hasText: /\S/ }).first();
  const name = (await named.innerText()).trim();
  await page.getByLabel('名前・受付番号・カードで探す').fill(name);
  await page.keyboard.press('Enter');
  await page.getByText('が当てはまります').waitFor();
  const one = rows.filter({ hasText: name }).first();
  await one.getByRole('button', { name: '確認', exact: true }).focus();
  await page.keyboard.press('Enter');
  const pressed = one.getByRole('button', { name: '確認', exact: true, pressed: true });
  await pressed.waitFor();
  await page.reload();
  await settled(page);
  await page.getByRole('heading', { name: TITLE }).waitFor();
  check((await rows.count()) > 0, 'the list is there again');
  await rows
    .filter({ hasText: name })
    .first()
    .getByRole('button', { name: '確認', exact: true, pressed: true })
    .waitFor();
  found.push(...(await look(page, 'shelter-roll-call')));
  await page.emulateMedia({ media: 'print' });
  await picture(page, 'shelter-roll-call-print');
  check(!(await page.locator('nav.nav').isVisible()), 'paper shows no menu');
  const button = page.getByRole('button', { name: '署名して終える' });
  check(!(await button.isVisible()), 'paper has nothing to press');
  check(await rows.first().locator('.print-box').isVisible(), 'paper has a box for a pencil');
  await page.emulateMedia({ media: 'screen' });
  await enter(page.getByRole('button', { name: '点呼を終える', exact: true }));
  await enter(page.getByRole('button', { name: '署名して終える' }));
  await page.getByText('まだ確認していない人がいます').waitFor();
  // From the last button of the page the Tab key goes on at its top.
  await enter(page.getByRole('button', { name: '点呼を終える', exact: true }));
  await tick(page.getByLabel('まだ確認していない人を「不在」として終える'));
  await enter(page.getByRole('button', { name: '署名して終える' }));
  await page.locator('.note', { hasText: 'に終了' }).waitFor();
  found.push(...(await look(page, 'shelter-roll-call-closed')));
}

async function handOver(page, found) {
  await visit(page, 'accounts');
  await page.getByLabel('名前', { exact: false }).first().fill(COMING);
  await tick(page.getByRole('radio', { name: '受付', exact: true }));
  await enter(page.getByRole('button', { name: '作る', exact: true }));
  const pin = await page.locator('.slip-pin').innerText();

  await visit(page, 'handover');
  found.push(...(await look(page, 'shelter-handovers')));
  await page.getByLabel('申し送り').fill('給水車は8時。毛布は倉庫の右奥。');
  await enter(page.getByRole('button', { name: /署名して引き継ぐ/ }));
  await page.getByRole('heading', { name: '受け取る' }).waitFor();
  found.push(...(await look(page, 'shelter-handover')));
  await page.emulateMedia({ media: 'print' });
  await picture(page, 'shelter-handover-print');
  await page.emulateMedia({ media: 'screen' });
  await page.getByLabel('次の担当者の名前').fill(COMING);
  await page.getByLabel('暗証番号・合言葉').fill('違う番号000000');
  await page.keyboard.press('Enter');
  await page.locator('.note-error').waitFor();
  await page.getByLabel('暗証番号・合言葉').fill(pin);
  await page.keyboard.press('Enter');
  await page.getByText(`受け取った人: ${COMING}`).waitFor();
  check((await page.locator('header').innerText()).includes(COMING), 'the next one is in');
}
