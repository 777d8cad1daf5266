// A family of six registers on a phone without JavaScript: every answer is small, nothing is
// asked for twice, and the claim code is found at reception. The form in every language.
import { axe, check, nothingWrong, open, overflow, picture, signIn, visit } from './harness.mjs';

const BYTES_MAX = 10_000;
const TAGS = ['ja', 'ja-easy', 'en', 'vi', 'zh-Hans', 'zh-Hant', 'tl', 'id', 'ko', 'ne', 'pt'];

export async function run({ browser, city }) {
  const shelter = city.shelters[0];
  const found = [];
  for (const tag of TAGS) {
    const phone = await open(browser, `${shelter.phones}/?lang=${tag}`, { size: 'narrow' });
    const { page } = phone;
    const say = async (name) => {
      for (const problem of [...(await axe(page)), ...(await overflow(page))])
        found.push(`${name} ${tag}: ${problem}`);
      await picture(page, `phone-${name}-${tag}`);
    };
    check((await page.locator('nav li').count()) === TAGS.length, 'every language can be chosen');
    await say('form');
    await page.fill('input[name=f0]', 'Maria Aparecida');
    await page.locator('input[name=q0]').first().check();
    await page.locator('button[value=more]').click();
    await page.waitForSelector('input[name=f1]');
    // Enter sends nothing and adds nobody.
    await page.fill('input[name=a1]', 'x');
    await page.locator('input[name=a1]').press('Enter');
    await page.waitForLoadState();
    check((await page.inputValue('input[name=a1]')) === 'x', 'Enter loses nothing');
    await page.locator('button.s').click();
    await page.waitForSelector('.e');
    await say('refused');
    nothingWrong({ problems: phone.problems.filter((it) => !it.includes('422')) });
    await page.goto(`${shelter.phones}/notices?lang=${tag}`);
    await say('notices');
    await phone.close();
  }
  const code = await register(browser, shelter, found);
  const desk = await open(browser, shelter.staff);
  await signIn(desk.page, shelter.signIn);
  await visit(desk.page, 'reception');
  await desk.page.fill('#search', code);
  const hit = desk.page.locator('.hit').first();
  await hit.locator('.name', { hasText: '結城' }).first().waitFor();
  await hit.click();
  await desk.page.getByRole('button', { name: '入所', exact: true }).click();
  await desk.page.locator('.person .state-staying').nth(5).waitFor();
  check(found.length === 0, found.join('\n'));
  nothingWrong(desk);
}

async function register(browser, shelter, found) {
  const phone = await open(browser, shelter.phones, { size: 'narrow', javaScriptEnabled: false });
  const { page } = phone;
  const requests = [];
  page.on('response', async (response) => {
    const bytes = response.status() < 300 ? (await response.body()).length : 0;
    requests.push(response.url());
    if (bytes > BYTES_MAX) found.push(`${response.url()}: ${bytes} bytes`);
  });
  for (const [index, given] of ['一', '二', '三', '四', '五', '六'].entries()) {
    if (index > 0) await page.locator('button[value=more]').click();
    await page.waitForSelector(`input[name=f${index}]`);
    await page.fill(`input[name=f${index}]`, '結城');
    await page.fill(`input[name=g${index}]`, given);
    await page.fill(`input[name=kf${index}]`, 'ゆうき');
    await page.fill(`input[name=a${index}]`, String(10 + index));
  }
  await picture(page, 'phone-six-ja');
  await page.locator('button.s').click();
  await page.waitForLoadState();
  await picture(page, 'phone-done-ja');
  const text = await page.locator('main').innerText();
  const code = /[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/.exec(text)?.[0];
  check(code != null, 'the answer shows a claim code');
  await phone.close();
  return code;
}
