// An orthophoto becomes a layer of a shelter: its import is seen, every missing thing is said, two
// people look at its squares, it is published, opened by mappers' addresses, corrected, withdrawn. All of
// it by keyboard alone.
import { Hands } from './hands.mjs';
import { check, look, nothingWrong, open, settled, signIn, visit } from './harness.mjs';

export async function run({ browser, city }) {
  const shelter = city.shelters[0];
  await city.importOrthophoto(0, '校区の写真');
  const desk = await open(browser, shelter.staff);
  const { page } = desk;
  const found = [];
  await signIn(page, shelter.signIn);
  await visit(page, 'layers');
  const card = page.locator('.layer-card', { hasText: '校区の写真' }).first();
  await card.waitFor();
  await pictured(card.locator('img'));
  found.push(...(await look(page, 'layers-list')));
  const hands = new Hands(page);
  await hands.on(card.getByRole('link'));
  await page.getByRole('heading', { name: '公開の前に足りないもの' }).waitFor();
  check(await page.getByText(/^利用条件: /).isVisible(), 'what is missing is said in words');
  check(await button(page, '公開する').isDisabled(), 'nothing incomplete is published');
  found.push(...(await look(page, 'layers-draft')));

  await describe(hands);
  await together(browser, shelter, page, found);
  await hands.on(button(page, '公開する'));
  await page.locator('.state', { hasText: '公開中' }).waitFor();
  await forMappers(hands, shelter);
  found.push(...(await look(page, 'layers-published')));

  await over(hands, page.getByLabel('東へ（m）'), '3.0');
  await over(hands, page.getByLabel('北へ（m）'), '-2');
  await hands.on(button(page, '位置を直す'));
  await page.locator('.state', { hasText: '位置を直した' }).waitFor({ timeout: 60_000 });
  await page.getByText(/東へ 3 m、北へ -2 m/).waitFor();

  await hands.on(button(page, 'この写真地図を取り下げる'));
  found.push(...(await look(page, 'layers-withdraw')));
  await hands.on(button(page, '取り下げる'));
  await page.getByText('取り下げられました').waitFor();
  found.push(...(await look(page, 'layers-withdrawn')));
  check(found.length === 0, found.join('\n'));
  nothingWrong(desk);
}

function button(page, name) {
  return page.getByRole('button', { name, exact: true });
}

/** In place of what stands there. */
async function over(hands, field, text) {
  await hands.to(field);
  await hands.press('Control+a');
  await hands.page.keyboard.insertText(text);
}

async function pictured(image) {
  await image.scrollIntoViewIfNeeded();
  await image.evaluate(
    (img) => img.complete || new Promise((resolve) => img.addEventListener('load', resolve)),
  );
  check(await image.evaluate((img) => img.naturalWidth > 0), 'the picture is a picture');
}

/** All that has to be known of it. */
async function describe(hands) {
  const { page } = hands;
  const form = page.locator('form', { hasText: '写真地図の名前' });
  const field = (name) => form.getByLabel(name, { exact: false }).first();
  const text = (name, value) => over(hands, field(name), value);
  const yes = (name) =>
    hands.choose(form.getByRole('group', { name }).getByRole('radio', { name: 'はい' }));
  await hands.moment(field('撮影日時'), '2026-01-09T10:00');
  await hands.pick(form.getByLabel('撮影した機体'), 'uav');
  await hands.pick(form.getByLabel('測位方法'), 'rtk');
  await yes('位置を確かめたか');
  await text('提供者', '試験市消防');
  await text('連絡先', '試験 係 test@example.jp');
  await text('利用条件', 'CC-BY-4.0');
  await yes(/描き写しが許可/);
  await text('許可した人', '市長室');
  await hands.moment(field('許可した日時'), '2026-01-09T12:00');
  await text('許可の言葉', 'OpenStreetMap のための利用を認めます。');
  await hands.on(form.getByRole('button', { name: '保存' }));
  await form.locator('.saved').waitFor();
  await page.getByText(/^利用条件: /).waitFor({ state: 'detached' });
}

/** Two people never look at the same square, and see how many are left. */
async function together(browser, shelter, page, found) {
  const second = await open(browser, shelter.staff);
  await signIn(second.page, await helper(page, shelter));
  await second.page.goto(page.url());
  await settled(second.page);
  const people = [page, second.page];
  for (const one of people) {
    await new Hands(one).on(button(one, '確認を始める'));
    await square(one).waitFor();
  }
  const [mine, theirs] = await Promise.all(people.map(cellOf));
  check(mine !== theirs, `both look at ${mine}`);
  await pictured(page.locator('.square img').first());
  found.push(...(await look(page, 'layers-check')));
  const done = page.getByText(/升すべて確認しました/);
  for (let turn = 0; !(await done.isVisible()); turn += 1) await lookOnce(people[turn % 2]);
  await second.page.getByText(/升すべて確認しました/).waitFor();
  await page.getByText('そろっています。公開できます。').waitFor();
  nothingWrong(second);
  await second.close();
}

function square(page) {
  return page.locator('.square');
}

async function cellOf(page) {
  return await square(page).getAttribute('aria-label');
}

/** Nobody is to be seen; or there is nothing for this person to look at. */
async function lookOnce(page) {
  if ((await square(page).count()) === 0) return;
  const cell = await cellOf(page);
  await new Hands(page).on(button(page, '写っていない'));
  await page.waitForFunction(
    (before) => document.querySelector('.square')?.getAttribute('aria-label') !== before,
    cell,
  );
}

/** Somebody else at the same laptop. */
async function helper(page, shelter) {
  const session = await (await page.request.get(`${shelter.staff}/api/v1/session`)).json();
  const name = `手伝い${Date.now() % 100_000}`;
  const secret = '135790';
  const answer = await page.request.post(`${shelter.staff}/api/v1/accounts`, {
    headers: { origin: shelter.staff, 'x-form-token': session.form_token },
    data: { key: `an-account-for-${name.length}-${Date.now()}`, name, secret, role: 'reception' },
  });
  check(answer.ok(), `an account: ${answer.status()} ${await answer.text()}`);
  return { name, secret };
}

/** What is copied works where others reach this laptop, and JOSM is a link and nothing more. */
async function forMappers(hands, shelter) {
  const { page } = hands;
  await over(hands, page.getByLabel(/ほかの端末からこの端末へのアドレス/), shelter.phones);
  await hands.on(button(page, 'このアドレスを使う'));
  const xyz = await page.getByLabel('タイルの宛先（XYZ）').inputValue();
  check(xyz.startsWith(`${shelter.phones}/layers/`), `tiles are where others find them: ${xyz}`);
  const picture = await page.locator('.layer-one img').getAttribute('src');
  const [z, x, y] = picture.split('/').slice(-3);
  const tile = await page.request.get(xyz.replace('{z}', z).replace('{x}', x).replace('{y}', y));
  check(tile.ok(), `a tile: ${tile.status()}`);
  check(tile.headers()['content-type'].startsWith('image/'), 'a tile is an image');
  const josm = page.getByRole('link', { name: 'JOSM で開く' });
  const link = await josm.getAttribute('href');
  const url = xyz.replace('{z}', '{zoom}');
  check(link.startsWith('http://127.0.0.1:8111/imagery?title='), link);
  check(link.endsWith(`&url=${encodeURIComponent(url)}`), link);
  check(await button(page, 'iD で開く').isDisabled(), 'iD needs https');
  for (const name of ['QGIS のファイル', 'PMTiles', 'MBTiles']) {
    const href = await page.getByRole('link', { name, exact: true }).getAttribute('href');
    const file = await page.request.get(href, { headers: { range: 'bytes=0-15' } });
    check(file.ok(), `${name}: ${file.status()}`);
  }
}
