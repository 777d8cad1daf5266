// An account in ten seconds; another person takes the laptop over; the same person comes back to what
// they were typing, and nobody else sees it.
import { enter, tick } from './hands.mjs';
import { check, look, nothingWrong, open, picture, signIn, visit } from './harness.mjs';

const TYPED = '入力の途中';

export async function run({ browser, city }) {
  const shelter = city.shelters[1];
  const desk = await open(browser, shelter.staff);
  const { page } = desk;
  const found = [];
  await page.clock.install();
  await page.reload();
  await signIn(page, shelter.signIn);
  const helper = await make(page, `応援 ${Date.now()}`);
  await page.emulateMedia({ media: 'print' });
  await picture(page, 'account-slip-print');
  check(await page.locator('.slip-pin').isVisible(), 'the slip is printed');
  check(!(await page.locator('.cards .account').first().isVisible()), 'the list is not');
  await page.emulateMedia({ media: 'screen' });
  found.push(...(await look(page, 'account-slip')));
  await enter(page.getByRole('button', { name: '渡した' }));
  check((await page.getByText(helper.secret).count()) === 0, 'a PIN is shown once');

  found.push(...(await sameAgain(page, shelter.signIn)));
  await takenOver(page, helper, shelter.signIn);
  await still(page, helper);
  await endedElsewhere(page, helper);
  check(found.length === 0, found.join('\n'));
  nothingWrong(desk);
}

/** By keyboard alone: a name, Enter. */
async function make(page, name) {
  await visit(page, 'accounts');
  const field = page.getByLabel('名前', { exact: false }).first();
  await field.focus();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  const secret = await page.locator('.slip-pin').innerText();
  check(/^\d{6}$/.test(secret), `six digits: ${secret}`);
  return { name, secret };
}

/** Locked by one key; the page behind is not there for anybody, and comes back as it was. */
async function sameAgain(page, { secret }) {
  await visit(page, 'place');
  const typed = page.getByLabel('避難者数（総数）', { exact: true });
  await typed.fill('77');
  const address = page.url();
  await page.keyboard.press('F8');
  await page.getByText('画面をロックしました').waitFor();
  check(!(await typed.isVisible()), 'nothing of the page is seen');
  const state = await page.evaluate(async () => (await fetch('/api/v1/accounts')).status);
  check(state === 401, `a locked page opens nothing at the node: ${state}`);
  const found = await look(page, 'lock-screen');
  await page.locator('input[name=secret]:visible').fill('違う合言葉です');
  await page.keyboard.press('Enter');
  await page.locator('.note-error:visible').waitFor();
  check(!(await typed.isVisible()), 'a wrong secret opens nothing');
  await page.locator('input[name=secret]:visible').fill(secret);
  await page.keyboard.press('Enter');
  await typed.waitFor();
  check((await typed.inputValue()) === '77', 'what was being typed is still there');
  check(await typed.evaluate((it) => it === document.activeElement), 'and so is the focus');
  check(page.url() === address, 'on the page where one was');
  return found;
}

/** Somebody else: the page is theirs, and what was typed is gone. */
async function takenOver(page, helper, manager) {
  await visit(page, 'notices');
  await page.getByLabel('見出し').fill(TYPED);
  await enter(page.getByRole('button', { name: '交代・ロック' }));
  await page.locator('input[name=name]:visible').fill(helper.name);
  await page.getByText('入力していた途中のものは消えます').waitFor();
  await page.locator('input[name=secret]:visible').fill(helper.secret);
  await page.keyboard.press('Enter');
  await page.locator('.head-me:visible', { hasText: helper.name }).waitFor();
  const html = await page.content();
  check(!html.includes(TYPED), 'nothing of the other one is left in the page');
  check(
    (await page.getByRole('link', { name: 'アカウント' }).count()) === 0,
    'rights are their own',
  );
  check(!html.includes(manager.name), "nor the other one's name");
}

/** Nobody touches it for ten minutes. */
async function still(page, helper) {
  await visit(page, 'place');
  await page.getByLabel('避難者数（総数）', { exact: true }).fill('88');
  await page.clock.fastForward('09:30');
  check((await page.getByText('しばらく使われなかった').count()) === 0, 'not before its time');
  await page.keyboard.press('Shift');
  await page.clock.fastForward('09:30');
  check((await page.getByText('しばらく使われなかった').count()) === 0, 'a key begins it again');
  await page.clock.fastForward('00:40');
  await page.getByText('しばらく使われなかった').waitFor();
  await page.locator('input[name=secret]:visible').fill(helper.secret);
  await page.keyboard.press('Enter');
  const typed = page.getByLabel('避難者数（総数）', { exact: true });
  await typed.waitFor();
  check((await typed.inputValue()) === '88', 'nothing is lost by waiting');
}

/** The session ended at the node; what is typed waits behind the lock. */
async function endedElsewhere(page, helper) {
  const form = page.locator('section', { has: page.locator('#headcount-head') });
  const save = form.getByRole('button', { name: '人数を保存' });
  await tick(form.getByLabel('いま見てきた'));
  await tick(form.getByLabel('避難所外避難者数は不明'));
  await page.context().clearCookies();
  // Whatever asks the node first finds out; the button may be gone by then.
  await save.click({ timeout: 2_000 }).catch(() => undefined);
  await page.getByText('サインインの時間が終わりました').waitFor();
  await page.locator('input[name=secret]:visible').fill(helper.secret);
  await page.keyboard.press('Enter');
  await enter(save);
  await form.locator('.saved').waitFor();
}
