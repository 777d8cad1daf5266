// A shelter's own notice reaches phones and the board: at once with script, after a while without;
// withdrawn, it is gone. The board is not scrolled, and survives that the laptop is away.
import { enter, tick } from './hands.mjs';
import {
  axe,
  check,
  LANGUAGES,
  nothingWrong,
  open,
  overflow,
  picture,
  signIn,
  SIZES,
  visit,
} from './harness.mjs';

export async function run({ browser, city }) {
  const shelter = city.shelters[0];
  const title = `断水のお知らせ ${Date.now()}`;
  const found = [];
  const phone = await open(browser, `${shelter.phones}/notices?lang=ja`, { size: 'narrow' });
  const plain = await open(browser, `${shelter.phones}/notices?lang=ja`, {
    javaScriptEnabled: false,
  });
  const board = await open(browser, `${shelter.phones}/board?lang=ja`);
  const desk = await open(browser, shelter.staff);
  await signIn(desk.page, shelter.signIn);
  await visit(desk.page, 'notices');
  await desk.page.getByLabel('見出し').fill(title);
  await desk.page
    .locator('main textarea')
    .first()
    .fill('給水車は15時に正面玄関へ来ます。容器を持って来てください。\n'.repeat(14));
  await desk.page.getByLabel('出した部署・班').fill('一小 運営班');
  await tick(desk.page.getByLabel('至急（いちばん上に出す）'));
  await enter(desk.page.getByRole('button', { name: 'この避難所の人へ出す' }));
  await desk.page.locator('.card h2', { hasText: title }).waitFor();

  // Sooner than a page would ask by itself.
  await phone.page.locator('h2', { hasText: title }).waitFor({ timeout: 10_000 });
  await board.page.locator('h1', { hasText: title }).waitFor({ timeout: 10_000 });
  check(await board.page.locator('body.dark').isVisible(), 'the urgent one is in front');
  check((await plain.page.getByText(title).count()) === 0, 'without script it waits');
  await plain.page.reload();
  await plain.page.locator('h2', { hasText: title }).waitFor();
  const refresh = await plain.page.locator('meta[http-equiv=refresh]').count();
  check(refresh === 1, 'and asks again by itself');

  for (const language of LANGUAGES) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      for (const [name, { page }] of Object.entries({ notices: phone, board })) {
        await page.setViewportSize(viewport);
        await page.goto(`${shelter.phones}/${name}?lang=${language}`);
        for (const problem of [...(await axe(page)), ...(await overflow(page))]) {
          found.push(`public-${name} ${language} ${size}: ${problem}`);
        }
        await picture(page, `public-${name}-${language}-${size}`);
      }
    }
  }
  await board.page.setViewportSize(SIZES.wide);
  found.push(...(await everyLeaf(board.page, shelter.phones)));

  await enter(desk.page.getByRole('button', { name: `「${title}」を取り下げる` }));
  await enter(desk.page.getByRole('button', { name: '取り下げる', exact: true }));
  await desk.page.locator('.card h2', { hasText: title }).waitFor({ state: 'detached' });
  await phone.page.goto(`${shelter.phones}/notices?lang=ja`);
  check((await phone.page.getByText(title).count()) === 0, 'withdrawn, it is gone from phones');

  await board.page.clock.install();
  await board.page.goto(`${shelter.phones}/board?lang=ja`);
  await board.page.route('**/board**', (route) => route.abort());
  await board.page.clock.fastForward('00:13');
  await board.page.locator('.lost', { hasText: '前の内容です' }).waitFor();
  await board.page.unroute('**/board**');
  await board.page.clock.fastForward('00:13');
  await board.page.locator('.lost', { hasText: '前の内容です' }).waitFor({ state: 'detached' });
  check(found.length === 0, found.join('\n'));
  nothingWrong(phone, plain, desk);
}

/** No leaf is higher than the screen: nobody scrolls a projector. */
async function everyLeaf(page, phones) {
  const found = [];
  await page.goto(`${phones}/board?lang=ja`);
  const leaves = Number((await page.locator('.leaf').innerText()).split('/')[1]);
  check(leaves > 2, `a long notice takes several leaves: ${leaves}`);
  for (let leaf = 1; leaf <= leaves; leaf += 1) {
    await page.goto(`${phones}/board?lang=ja&p=${leaf}`);
    const over = await page.evaluate(() => {
      const article = document.querySelector('article');
      const below = article == null ? 0 : article.scrollHeight - article.clientHeight;
      return Math.max(below, document.querySelector('main').scrollHeight - window.innerHeight);
    });
    if (over > 0) found.push(`leaf ${leaf} is ${over} px too high`);
  }
  await picture(page, 'public-board-last-ja-wide');
  return found;
}
