// A drone's photos as they are: sent from the desk, looked at one by one, published, and points on both
// maps that show what was seen from there.
import { Buffer } from 'node:buffer';
import { enter } from './hands.mjs';
import { check, look, nothingWrong, open, picture, signIn, visit } from './harness.mjs';
import { publish } from './published.mjs';

const TITLE = '空から見た校区';
const PLACES = [
  [130.7, 32.8],
  [130.7004, 32.8001],
];
const READY_MS = 60_000;

export async function run({ browser, city }) {
  const shelter = city.shelters[2];
  const desk = await open(browser, shelter.staff);
  const { page } = desk;
  const found = [];
  await signIn(page, shelter.signIn);
  await visit(page, 'layers');
  const photos = await Promise.all(PLACES.map((place, number) => photo(page, place, number)));
  await page.locator('.take-in input[type=file]').setInputFiles(photos);
  await page.getByLabel('写真地図の名前').fill(TITLE);
  await enter(page.getByRole('button', { name: '取り込む', exact: true }));
  const card = page.locator('.layer-card', { hasText: TITLE });
  await card.waitFor({ timeout: READY_MS });
  check((await card.innerText()).includes('2 枚'), await card.innerText());
  await enter(card.getByRole('link', { name: TITLE }));
  await lookedAt(page, found);
  const id = await publish(page, shelter, TITLE);
  await visit(page, 'layers');
  await pointAt(page, `${TITLE}を地図で見る`);
  found.push(...(await look(page, 'photos-desk-map')));

  const reader = await open(browser, `${shelter.phones}/layers?lang=ja`, { size: 'narrow' });
  await reader.page.locator(`button[data-layer="${id}"]`).waitFor();
  await still(reader.page);
  await enter(reader.page.locator(`button[data-layer="${id}"]`));
  await still(reader.page);
  await showsWhatWasSeen(reader.page);
  await picture(reader.page, 'photos-phone');
  const { features } = await (
    await page.request.get(`${shelter.phones}/layers/${id}/photos.geojson`)
  ).json();
  check(features.length === PLACES.length, `${features.length} points`);
  check(found.length === 0, found.join('\n'));
  nothingWrong(desk, reader);
  await reader.close();
}

/** One after the other, as somebody does who looks for people. */
async function lookedAt(page, found) {
  await enter(page.getByRole('button', { name: '確認を始める' }));
  await page.getByText('あと 2 枚（全部で 2 枚）').waitFor();
  const shown = page.getByRole('img', { name: '1 枚目の写真' });
  await shown.evaluate((image) => image.decode());
  found.push(...(await look(page, 'photos-check')));
  const nobody = page.getByRole('button', { name: '写っていない' });
  await enter(page.getByRole('button', { name: '写っている', exact: true }));
  await page.getByText('あと 1 枚（全部で 2 枚）').waitFor();
  await enter(nobody);
  await page.getByText('2 枚すべて確認しました。 人が分かる写真: 1').waitFor();
  // Whoever pressed wrongly looks again.
  await enter(page.getByRole('button', { name: '1 を見直す' }));
  await shown.waitFor();
  await enter(nobody);
  await page.getByText('人が分かる写真: 1').waitFor({ state: 'detached' });
}

async function pointAt(page, button) {
  await still(page);
  await enter(page.getByRole('button', { name: button }));
  await still(page);
  await showsWhatWasSeen(page);
}

async function still(page) {
  await page.locator('.layer-map[aria-busy="false"]').waitFor({ timeout: READY_MS });
}

async function showsWhatWasSeen(page) {
  const map = page.locator('.layer-map');
  await map.scrollIntoViewIfNeeded();
  await page.waitForFunction((place) => {
    const { map: drawn } = document.querySelector('.layer-map');
    const there = drawn.queryRenderedFeatures(drawn.project(place)).map(({ layer }) => layer.id);
    return there.some((layer) => /^photos-.*-point$/.test(layer));
  }, PLACES[1]);
  const position = await map.evaluate((element, place) => {
    const { x, y } = element.map.project(place);
    return { x, y };
  }, PLACES[1]);
  await page.locator('.layer-map canvas').click({ position });
  const shown = page.locator('.maplibregl-popup');
  const said = await shown.innerText();
  check(said.includes('2026-01-09 18:00:01+09:00') && said.includes('向き 90°'), said);
  await shown.locator('img').evaluate((image) => image.decode());
}

/** A picture that the browser draws, with what a camera writes into it. */
async function photo(page, [longitude, latitude], number) {
  const drawn = await page.evaluate((colour) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 480];
    const pen = canvas.getContext('2d');
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = '#804020';
    pen.fillRect(200, 150, 240, 180);
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1];
  }, ['#3d7a3d', '#7a7a3d'][number]);
  const jpeg = Buffer.from(drawn, 'base64');
  const segment = Buffer.concat([Buffer.from('Exif\0\0'), exif(longitude, latitude, number)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(segment.length + 2, 2);
  const buffer = Buffer.concat([jpeg.subarray(0, 2), head, segment, jpeg.subarray(2)]);
  return { name: `DJI_000${number}.JPG`, mimeType: 'image/jpeg', buffer };
}

/** Two directories of TIFF fields: when, and where with the way it looks. */
function exif(longitude, latitude, number) {
  const ASCII = 2;
  const LONG = 4;
  const RATIONAL = 5;
  const degrees = (value) => [Math.round(value * 1e7), 10_000_000, 0, 1, 0, 1];
  const place = [
    [1, ASCII, 'N'],
    [2, RATIONAL, degrees(latitude)],
    [3, ASCII, 'E'],
    [4, RATIONAL, degrees(longitude)],
    [17, RATIONAL, [901, 10]],
  ];
  const time = [
    [0x9003, ASCII, `2026:01:09 18:00:0${number}`],
    [0x9011, ASCII, '+09:00'],
  ];
  const first = 8;
  const pointers = (inExif, inPlace) => [
    [0x8769, LONG, [inExif]],
    [0x8825, LONG, [inPlace]],
  ];
  const inExif = first + directory(pointers(0, 0), first).length;
  const whole = directory(time, inExif);
  const inPlace = inExif + whole.length;
  const head = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, first]);
  return Buffer.concat([
    head,
    directory(pointers(inExif, inPlace), first),
    whole,
    directory(place, inPlace),
  ]);
}

function directory(fields, at) {
  const ASCII = 2;
  const RATIONAL = 5;
  const head = Buffer.alloc(2 + fields.length * 12 + 4);
  head.writeUInt16BE(fields.length, 0);
  const beside = [];
  let next = at + head.length;
  for (const [index, [tag, type, value]] of fields.entries()) {
    const bytes = type === ASCII ? Buffer.from(`${value}\0`) : longs(value);
    const entry = 2 + index * 12;
    head.writeUInt16BE(tag, entry);
    head.writeUInt16BE(type, entry + 2);
    const size = type === ASCII ? 1 : type === RATIONAL ? 8 : 4;
    head.writeUInt32BE(bytes.length / size, entry + 4);
    if (bytes.length <= 4) bytes.copy(head, entry + 8);
    else {
      head.writeUInt32BE(next, entry + 8);
      beside.push(bytes);
      next += bytes.length;
    }
  }
  return Buffer.concat([head, ...beside]);
}

function longs(values) {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}
