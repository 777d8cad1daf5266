// HQ takes in the roster from a list; staff report at a shelter's desk, and on their own phones at
// the public page; who is silent is computed.
import { Buffer } from 'node:buffer';
import { enter, tick } from './hands.mjs';
import {
  axe,
  check,
  look,
  nothingWrong,
  open,
  overflow,
  picture,
  signIn,
  switchLanguage,
  visit,
} from './harness.mjs';

/** Its own, so that a demonstration can be walked twice. */
const NUMBER = String(Date.now()).slice(-6);
const OTHER = `B${NUMBER}`;

export async function run({ browser, city }) {
  const found = [];
  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  await visit(hq.page, 'staff');
  const member = (page, number = NUMBER) =>
    page.locator('section[aria-labelledby=staff-roster] .roster li', {
      has: page.locator('.code', { hasText: new RegExp(`^${number}$`) }),
    });

  await takeList(hq.page, found);
  await member(hq.page).locator('.state-silent').waitFor();

  const desk = await open(browser, city.shelters[0].staff);
  await signIn(desk.page, city.shelters[0].signIn);
  await visit(desk.page, 'staff');
  await member(desk.page).waitFor({ timeout: 30_000 });
  const report = desk.page.locator('section[aria-labelledby=staff-report]');
  await report.getByLabel('職員番号').fill(`${NUMBER} 結 守`);
  await tick(report.getByRole('radio', { name: '軽傷' }));
  await tick(report.getByRole('radio', { name: '参集済み' }));
  await enter(report.getByRole('button', { name: '安否を保存' }));
  await member(desk.page).locator('.state-minor').waitFor();
  await member(hq.page).locator('.state-minor').waitFor({ timeout: 30_000 });

  await byPhone(browser, city.shelters[0], found);
  await confirm(desk.page, found);
  await member(desk.page, OTHER).locator('.state-severe').waitFor();
  await member(hq.page, OTHER).locator('.state-severe').waitFor({ timeout: 30_000 });
  nothingWrong(desk, hq);
  check(found.length === 0, found.join('\n'));
}

/** By keyboard alone from the file on: told first, then taken in. */
async function takeList(page, found) {
  await enter(page.getByText('名簿をCSVから取り込む'));
  const form = page.locator('details', { hasText: '名簿をCSVから取り込む' });
  const give = (text) =>
    form
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await give(
    `職員番号,氏名,所属\n${NUMBER},,試験課\n${NUMBER},結 守,試験課\n${NUMBER},結 灯,試験課\n`,
  );
  await form.getByText('何も保存していません').waitFor();
  check((await form.locator('tbody tr').count()) === 2, 'each bad cell is named');
  found.push(...(await look(page, 'hq-staff-list-problems')));
  await give(
    `職員番号,氏名,ふりがな,所属\n${NUMBER},結 守,むすび まもる,試験課\n${OTHER},結 灯,,試験課\n`,
  );
  await form.locator('.roster-plan').waitFor();
  found.push(...(await look(page, 'hq-staff-list')));
  await form.getByRole('button', { name: '2人分を取り込む' }).focus();
  await page.keyboard.press('Enter');
  await form.getByText('取り込みました').waitFor();
}

/** Without JavaScript, twice: the answer tells nothing of the number. */
async function byPhone(browser, shelter, found) {
  const answers = [];
  for (const number of [OTHER, '0000000']) {
    const phone = await open(browser, `${shelter.phones}/staff?lang=ja`, {
      size: 'narrow',
      javaScriptEnabled: false,
    });
    const { page } = phone;
    await picture(page, 'phone-staff-form-ja');
    await page.fill('input[name=no]', number);
    await page.check('input[name=own][value=severe]');
    await page.check('input[name=come][value=no]');
    await page.locator('button.s').click();
    await page.waitForLoadState();
    answers.push(await page.locator('main').innerHTML());
    await picture(page, 'phone-staff-done-ja');
    check((await page.context().cookies()).length === 0, 'the public page sets no cookie');
    await phone.close();
  }
  check(answers[0] === answers[1], 'the answer tells whether a number is on the roster');
  for (const language of ['ja', 'en']) {
    const phone = await open(browser, `${shelter.phones}/staff?lang=${language}`, {
      size: 'narrow',
      language,
    });
    found.push(...(await axe(phone.page)), ...(await overflow(phone.page)));
    await picture(phone.page, `phone-staff-${language}`);
    nothingWrong(phone);
  }
}

async function confirm(page, found) {
  const waiting = page.locator('section[aria-labelledby=staff-unverified] li');
  const own = waiting.filter({ hasText: OTHER });
  await own.waitFor();
  found.push(...(await look(page, 'shelter-staff-unverified')));
  await switchLanguage(page, 'ja');
  await own.getByRole('button', { name: '確認する' }).focus();
  await page.keyboard.press('Enter');
  await own.waitFor({ state: 'detached' });
  const stranger = waiting.filter({ hasText: '0000000' });
  await stranger.getByText('名簿にない番号').waitFor();
  await enter(stranger.getByRole('button', { name: '取り消す' }));
  await stranger.waitFor({ state: 'detached' });
}
