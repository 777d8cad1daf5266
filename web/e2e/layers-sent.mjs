// Files from a browser become a layer: dropped, sent with their progress, stopped on the way, refused
// in words. What does not become a layer leaves nothing on the laptop's disk.
import { Buffer } from 'node:buffer';
import { readdir } from 'node:fs/promises';
import { enter } from './hands.mjs';
import { check, look, nothingWrong, open, signIn, visit } from './harness.mjs';
import { orthophoto } from './orthophoto.mjs';

const SHELTER = 1;
const TIFF = { name: '校区 南.tif', mimeType: 'image/tiff', buffer: orthophoto(1_200) };
/** As slow as it must be to be stopped on the way. */
const SLOW = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400_000 };

export async function run({ browser, city }) {
  const shelter = city.shelters[SHELTER];
  const desk = await open(browser, shelter.staff);
  const { page } = desk;
  const found = [];
  await signIn(page, shelter.signIn);
  await visit(page, 'layers');
  await refused(page, found);
  await stopped(page, city, found);
  await dropped(page);
  await card(page, '校区 南').waitFor({ timeout: 60_000 });
  found.push(...(await look(page, 'layers-sent')));
  await corrected(page);
  await notAnImage(page, city, found);
  check(found.length === 0, found.join('\n'));
  nothingWrong(desk);
}

function card(page, title) {
  return page.locator('.layer-card', { hasText: title });
}

function input(page) {
  return page.locator('.take-in input[type=file]');
}

function begin(page) {
  return page.getByRole('button', { name: '取り込む', exact: true });
}

/** What is refused is said before anything is sent. */
async function refused(page, found) {
  await input(page).setInputFiles([file('読んで.pdf', 9), file('校区.tfw', 9)]);
  await page.getByText('取り込めるファイルがありません。').waitFor();
  check((await begin(page).count()) === 0, 'nothing can be begun');
  await input(page).setInputFiles([TIFF, file('校区 南.tfw', 9), file('読んで.pdf', 9)]);
  await page.getByText(/^取り込むもの: 校区 南.tif、校区 南.tfw/).waitFor();
  await page.getByText('使わないもの: 読んで.pdf').waitFor();
  check((await page.getByLabel('写真地図の名前').inputValue()) === '校区 南', 'it has a name');
  await enter(page.getByText('画像に書かれていないときだけ'));
  await page.getByLabel('座標系（EPSG 番号）').fill('1');
  const sent = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT') sent.push(request.url());
  });
  await enter(begin(page));
  await page.getByText('この番号の座標系は分かりません。').waitFor();
  await input(page).setInputFiles([file('a.tif', 0), file('b.mbtiles', 4)]);
  await enter(begin(page));
  await page.getByText('a.tif: 中身がありません。').waitFor();
  await page.getByText('b.mbtiles: MBTiles と PMTiles は、1つずつ取り込みます。').waitFor();
  check(
    await page.getByText('この番号の座標系は分かりません。').isVisible(),
    'all is said at once',
  );
  await page.getByLabel('座標系（EPSG 番号）').fill('');
  check(sent.length === 0, `sent all the same: ${sent.join()}`);
  found.push(...(await look(page, 'layers-send-refused')));
}

/** Stopped on the way, nothing of it is left. */
async function stopped(page, city, found) {
  const before = await readdir(city.layersFolder(SHELTER)).catch(() => []);
  const line = await page.context().newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', SLOW);
  await input(page).setInputFiles([file('大きい.tif', 12_000_000)]);
  await enter(begin(page));
  await page.getByText(/大きい: 12 MB のうち [1-9]\d* MB を受け取りました。 あと約\d+秒/).waitFor();
  found.push(...(await look(page, 'layers-sending')));
  await page.getByRole('button', { name: '送るのをやめる' }).click();
  await begin(page).waitFor();
  await line.send('Network.emulateNetworkConditions', { ...SLOW, uploadThroughput: -1 });
  await line.detach();
  await same(city, before);
  check((await page.getByRole('alert').allInnerTexts()).join('') === '', 'stopping is no error');
}

/** The laptop's folder of layers is, or is soon, what it was. */
async function same(city, before) {
  const deadline = Date.now() + 20_000;
  let now;
  do {
    now = await readdir(city.layersFolder(SHELTER)).catch(() => []);
    if (now.join() === before.join()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  } while (Date.now() < deadline);
  throw new Error(`left behind: ${now.join(' ')}; before: ${before.join(' ')}`);
}

/** Dragged from a window of files, as far as a test can drag. */
async function dropped(page) {
  const files = await page.evaluateHandle(
    ({ name, content }) => {
      const bytes = Uint8Array.from(window.atob(content), (letter) => letter.charCodeAt(0));
      const dragged = new window.DataTransfer();
      dragged.items.add(new window.File([bytes], name));
      return dragged;
    },
    { name: TIFF.name, content: TIFF.buffer.toString('base64') },
  );
  const zone = page.locator('.take-in .drop');
  await zone.dispatchEvent('dragover', { dataTransfer: files });
  await zone.dispatchEvent('drop', { dataTransfer: files });
  await page.getByText(/^取り込むもの: 校区 南.tif/).waitFor();
  await enter(begin(page));
}

/** What was sent is kept, so that a correction renders it again. */
async function corrected(page) {
  await enter(card(page, '校区 南').getByRole('link'));
  await page.getByLabel('東へ（m）').fill('1');
  await enter(page.getByRole('button', { name: '位置を直す', exact: true }));
  await page
    .getByText(/これまでに、東へ 1 m、北へ 0 m 動かして作ってあります/)
    .waitFor({ timeout: 60_000 });
  await visit(page, 'layers');
}

/** The import says what is wrong with it, and its file is gone at once. */
async function notAnImage(page, city, found) {
  const before = await readdir(city.layersFolder(SHELTER));
  await input(page).setInputFiles([file('壊れた.tif', 4_000)]);
  await enter(begin(page));
  await page.getByText(/^壊れた.tif: 取り込める画像ではありません/).waitFor();
  const [folder] = (await readdir(city.layersFolder(SHELTER))).filter((it) => !before.includes(it));
  const kept = await readdir(`${city.layersFolder(SHELTER)}/${folder}`);
  check(!kept.includes('originals'), `its file is still there: ${kept.join()}`);
  found.push(...(await look(page, 'layers-sent-refused')));
  await enter(page.getByRole('button', { name: /壊れた.*片付ける/ }));
  await page.getByText(/^壊れた.tif: /).waitFor({ state: 'detached' });
  await same(city, before);
}

function file(name, bytes) {
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(bytes, 7) };
}
