// A volunteer joins by keyboard in ten seconds, is scanned out and in again, a tap is taken back,
// the card is shown to be printed.
import { enter } from './hands.mjs';
import { check, look, nothingWrong, open, signIn, visit } from './harness.mjs';

const NAME = `結 手伝${String(Date.now()).slice(-5)}`;

export async function run({ browser, city }) {
  const found = [];
  const desk = await open(browser, city.shelters[0].staff);
  const { page } = desk;
  await signIn(page, city.shelters[0].signIn);
  await visit(page, 'volunteers');
  const join = page.locator('section[aria-labelledby=volunteer-join]');
  await join.getByLabel('氏名').focus();
  await page.keyboard.insertText(NAME);
  await page.keyboard.press('Enter');
  await join.getByText('受け付けました').waitFor();
  const card = /[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/.exec(await join.innerText())?.[0];
  check(card != null, 'the card number is shown');
  const one = page.locator('section[aria-labelledby=volunteer-list] li', { hasText: NAME });
  await one.locator('.state-staying').waitFor();
  found.push(...(await look(page, 'shelter-volunteers')));

  const scan = page.locator('section[aria-labelledby=volunteer-scan]');
  // As a reader types it.
  await scan.getByLabel('カード番号か職員番号').focus();
  await page.keyboard.type(card.toLowerCase());
  await page.keyboard.press('Enter');
  await scan.getByText(`${NAME} さんの勤務を終えました`).waitFor();
  await one.getByText('勤務外').waitFor();
  await scan.getByRole('button', { name: '取り消す' }).focus();
  await page.keyboard.press('Enter');
  await one.locator('.state-staying').waitFor();
  await scan.getByLabel('カード番号か職員番号').fill('0000');
  await page.keyboard.press('Enter');
  await scan.getByText('ここでは見つかりません').waitFor();

  await enter(one.getByRole('button', { name: '終える' }));
  await one.getByText('勤務外').waitFor();
  await enter(one.getByRole('link', { name: 'カード' }));
  const drawn = page.locator('.volunteer-card img');
  await drawn.waitFor();
  check(await drawn.evaluate((img) => img.decode().then(() => img.naturalWidth > 0)), 'a QR code');
  found.push(...(await look(page, 'shelter-volunteer-card')));
  nothingWrong(desk);
  check(found.length === 0, found.join('\n'));
}
