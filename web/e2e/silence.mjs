// 連絡の途絶 at headquarters, which hears of its places by telephone and by stick alone: the silent are first and
// alarmed, somebody is asked to look, another span is set, one comes back by a stick; those never heard of are named.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { begun, carry, headcount } from './apart.mjs';
import { startApart } from './city.mjs';
import { enter, pick } from './hands.mjs';
import {
  axe,
  check,
  look,
  nothingWrong,
  open,
  overflow,
  picture,
  settled,
  visit,
} from './harness.mjs';
import { asDesk } from './published.mjs';

const HOUR_MS = 3_600_000;
/** Ids' form, nobody's places; the last has no position, and nobody ever speaks of the one before. */
const PLACES = [
  ['E9999900001111', '第一体育館', '32.80,130.70', 30],
  ['E9999900002111', '第二体育館', '32.81,130.70', 20],
  ['E9999900003111', '第三体育館', '32.82,130.70', 13],
  ['E9999900004111', '第四体育館', '32.83,130.70', 1],
  ['E9999900005111', '第五体育館', '32.84,130.70', null],
  ['E9999900006111', '第六体育館', ',', 2],
];

export async function run({ browser }) {
  const folder = await mkdtemp(join(tmpdir(), 'musubi-register-'));
  const register = join(folder, 'places.csv');
  const rows = PLACES.map(([id, name, at]) => `${id},${name},試験市1-1,試験県試験市,${at}`);
  const head = '共通ID,施設名,住所,都道府県名及び市町村名,緯度,経度';
  await writeFile(register, `${[head, ...rows].join('\n')}\n`);
  const apart = await startApart({ register, shelter: ['--common-id', PLACES[0][0]] });
  try {
    await walk(browser, apart);
  } finally {
    await apart.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function walk(browser, apart) {
  const hq = await begun(browser, apart.hq);
  const { page } = hq;
  const desk = await asDesk(page, { staff: apart.hq });
  await called(desk);

  await visit(page, 'overview');
  await menuSays(page, '連絡なし 3');
  const names = await page.locator('.overview tbody th a').allTextContents();
  check(
    names.slice(0, 3).join() === '第一体育館,第二体育館,第三体育館',
    `the silent are first, the longest before the others: ${names.join()}`,
  );
  for (const name of names.slice(0, 3)) {
    await row(page, name).locator('.badge', { hasText: '連絡なし' }).waitFor();
  }
  check(
    (await row(page, '第四体育館').locator('.badge').count()) === 0,
    'one with word is no alarm',
  );
  await row(page, '第一体育館').getByText('電話').first().waitFor();
  // Nearest with word first: 1.1 km and more to the north; of one nobody knows where it is.
  const third = silent(page, '第三体育館');
  await third.getByText('第四体育館').waitFor();
  await third.getByText('1.1 km').waitFor();
  await third.getByText('位置の分からない場所が 1か所').waitFor();
  await page.locator('.silent-places summary').click();
  await silent(page, '第五体育館').getByText('一度も連絡なし').waitFor();
  const found = await look(page, 'hq-silence');

  const asked = silent(page, '第二体育館');
  await enter(asked.getByRole('button', { name: /確認を頼んだと記録する/ }));
  await asked.getByLabel('誰に確認を頼んだか').fill('消防団 第3分団');
  await asked.getByLabel('伝えたこと・分かっていること').fill('北の橋から回る');
  found.push(...(await look(page, 'hq-silence-asked', ['ja'])));
  await enter(asked.getByRole('button', { name: '記録する', exact: true }));
  await asked.getByText('確認を頼み済み').waitFor();
  await asked.getByText('消防団 第3分団').waitFor();
  await menuSays(page, '連絡なし 2');

  await page.locator('.expect-contact summary').click();
  await pick(page.locator('.expect-contact').getByLabel('場所'), await idOf(desk, '第三体育館'));
  await pick(page.locator('.expect-contact').getByLabel('連絡を期待する間隔'), '24');
  await enter(page.getByRole('button', { name: '間隔を保存' }));
  await menuSays(page, '連絡なし 1');
  check((await silent(page, '第三体育館').count()) === 0, 'it is expected once a day now');
  found.push(...(await onTheWall(browser, apart.hq)));

  const shelter = await begun(browser, apart.shelter);
  await headcount(shelter.page, apart.shelter, 57);
  await carry(shelter.page, apart.shelter, page);
  await visit(page, 'overview');
  const back = row(page, '第一体育館');
  await back.getByText('USBで').waitFor();
  check((await back.locator('.badge').count()) === 0, 'whoever has word is no alarm');
  await page.locator('nav.nav a .badge').waitFor({ state: 'detached' });
  found.push(...(await look(page, 'hq-silence-back')));
  check(found.length === 0, found.join('\n'));
  nothingWrong(hq, shelter);
}

/** Somebody called headquarters so many hours ago. */
async function called(desk) {
  const { now } = await desk('get', '/session');
  for (const [, name, , hours] of PLACES) {
    if (hours == null) continue;
    await desk('post', `/places/${await idOf(desk, name)}/headcounts`, {
      key: `called-${hours}-hours-ago`,
      observed_at: now - hours * HOUR_MS,
      in_shelter: 100 + hours,
      via: 'telephone',
    });
  }
}

async function idOf(desk, name) {
  const { places } = await desk('get', '/places');
  return places.find((place) => place.name === name).id;
}

const row = (page, name) => page.locator('.overview tbody tr', { hasText: name });
const silent = (page, name) =>
  page.locator('.silent-place', { has: page.locator('h3', { hasText: name }) });

async function menuSays(page, text) {
  await page.locator('nav.nav a .badge', { hasText: text }).waitFor();
}

async function onTheWall(browser, staff) {
  const screen = await open(browser, `${new URL('/?wall', staff)}`);
  const { page } = screen;
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.locator('input[name=name]').fill('結 守');
  await page.locator('input[name=secret]').fill('kaki-no-ki-8');
  await page.keyboard.press('Enter');
  await page.locator('.wall .overview').waitFor();
  await settled(page);
  const figure = page.locator('.wall .figure', { hasText: '連絡のない場所' });
  await figure.locator('.count', { hasText: /^1/ }).waitFor();
  await figure.getByText('確認を頼んだ場所 1か所').waitFor();
  const first = page.locator('.wall tbody tr').first();
  await first.getByText('第一体育館').waitFor();
  await first.getByText('連絡なし').waitFor();
  const found = [...(await axe(page)), ...(await overflow(page))];
  await picture(page, 'hq-silence-wall-ja');
  nothingWrong(screen);
  return found.map((problem) => `wall: ${problem}`);
}
