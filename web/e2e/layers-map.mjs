// The map of layers, by a name that is nobody's loopback and without https, as phones and mappers
// reach a laptop: marks laid out in the orthophoto stand where they belong, on the public page and on
// the desk; addresses carry the name the reader used; without WebGL or script the list is there.
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  axe,
  check,
  launch,
  look,
  nothingWrong,
  open,
  overflow,
  picture,
  signIn,
  SIZES,
  visit,
} from './harness.mjs';
import { onTheMap } from './drawn.mjs';
import { CONTROL_POINTS } from './orthophoto.mjs';
import { asDesk, publish } from './published.mjs';
import { allWater } from './vector-archive.mjs';

const NAME = 'hinanjo.test';
const TITLE = '地図の写真';
const OFF_PX_MAX = 2;
const READY_MS = 60_000;
/** As the map paints a city's water. */
const WATER = [0xd4, 0xe3, 0xec];
const LAND = [0xf4, 0xf1, 0xea];
/** Where a JOSM would answer. */
const JOSM = 'http://127.0.0.1:8111';

export async function run({ browser, city }) {
  const shelter = city.shelters[2];
  await city.importOrthophoto(2, TITLE);
  const desk = await open(browser, shelter.staff);
  await signIn(desk.page, shelter.signIn);
  const id = await publish(desk.page, shelter, TITLE);
  const found = [];
  await onTheDesk(desk.page, found);
  await atHeadquarters(browser, city.hq, id);

  const port = new URL(shelter.phones).port;
  const at = `http://${NAME}:${port}`;
  const resolver = `--host-resolver-rules=MAP ${NAME} 127.0.0.1`;
  const named = await launch(resolver);
  try {
    await onThePhone(named, at, id, found);
    await forMappers(named, at, id);
    const { page } = desk;
    await onTheMap({ page, shelter, phone: named, at, id, title: TITLE, still, found });
    await withoutScript(named, at);
    await ofTheCity(named, at, city, id, found);
  } finally {
    await named.close();
  }
  const blind = await launch(resolver, '--disable-3d-apis', '--disable-gpu');
  try {
    await withoutWebGl(blind, at, id, found);
  } finally {
    await blind.close();
  }
  check(found.length === 0, found.join('\n'));
  nothingWrong(desk);
  const withdraw = await asDesk(desk.page, shelter);
  await withdraw('post', `/layers/${id}/withdraw`, {});
}

/** Over the mesh, and with nobody's clicks, it comes to lie on headquarters' map. */
async function atHeadquarters(browser, hq, id) {
  const desk = await open(browser, hq.staff);
  const { page } = desk;
  await signIn(page, hq.signIn);
  const ask = await asDesk(page, hq);
  const deadline = Date.now() + READY_MS;
  let held = false;
  while (!held && Date.now() < deadline) {
    const { layers } = await ask('get', '/layers');
    held = layers.some((layer) => layer.id === id && layer.held);
    if (!held) await new Promise((resolve) => setTimeout(resolve, 250));
  }
  check(held, 'headquarters has the layer');
  await visit(page, 'layers');
  await still(page);
  await page.getByRole('button', { name: `${TITLE}を地図で見る` }).click();
  await still(page);
  await marksStandRight(page, "headquarters' desk");
  await picture(page, 'layers-hq-map');
  nothingWrong(desk);
  await desk.close();
}

async function onTheDesk(page, found) {
  await visit(page, 'layers');
  await still(page);
  await page.getByRole('button', { name: `${TITLE}を地図で見る` }).click();
  await still(page);
  await marksStandRight(page, 'the desk');
  // Another language draws the map anew.
  found.push(...(await look(page, 'layers-desk-map')));
  await still(page);
}

async function onThePhone(browser, at, id, found) {
  for (const language of ['ja', 'en']) {
    for (const size of Object.keys(SIZES)) {
      const where = `${language} ${size}`;
      const phone = await open(browser, `${at}/layers?lang=${language}`, { language, size });
      const { page } = phone;
      await still(page);
      await page.locator(`button[data-layer="${id}"]`).click();
      await still(page);
      await marksStandRight(page, where);
      const credits = await page.locator('.maplibregl-ctrl-attrib').innerText();
      check(credits.includes('© 試験ドローン隊 <b> (CC-BY-4.0)'), `credits: ${credits}`);
      found.push(...(await axe(page)), ...(await overflow(page)));
      await picture(page, `layers-map-${language}-${size}`);
      nothingWrong(phone);
      await phone.close();
    }
  }
}

/** Everything that was asked for has come and is drawn. */
async function still(page) {
  await page.waitForFunction(
    () => document.querySelector('.layer-map')?.getAttribute('aria-busy') === 'false',
    undefined,
    { timeout: READY_MS },
  );
}

/** Each mark's middle in a picture of the window against where the map says that its place is. */
async function marksStandRight(page, where) {
  const map = page.locator('.layer-map');
  await map.scrollIntoViewIfNeeded();
  const { frame, places } = await map.evaluate((element, marks) => {
    const box = element.querySelector('canvas').getBoundingClientRect();
    // Drawn on whole pixels, wherever the page's flow has put it.
    const [x, y] = [Math.round(box.x), Math.round(box.y)];
    const { width, height } = box;
    const places = marks.map(({ lonLat }) => {
      const point = element.map.project(lonLat);
      return [x + point.x, y + point.y];
    });
    return { frame: { x, y, width, height }, places };
  }, CONTROL_POINTS);
  const all = await decoded(page, await page.screenshot(), patches);
  // A card's small picture shows them, too.
  const middles = all.filter(
    ([x, y]) =>
      x > frame.x && x < frame.x + frame.width && y > frame.y && y < frame.y + frame.height,
  );
  check(middles.length === CONTROL_POINTS.length, `${where}: ${middles.length} marks are seen`);
  for (const place of places) {
    const off = Math.min(...middles.map(([x, y]) => Math.hypot(x - place[0], y - place[1])));
    check(off <= OFF_PX_MAX, `${where}: a mark lies ${off.toFixed(2)} px off`);
    console.log(`browser: a mark lies ${off.toFixed(2)} px off on ${where}`);
  }
}

/** What `read` finds in a picture, decoded where no page's policy is in the way. */
async function decoded(page, png, read) {
  const reader = await page.context().newPage();
  try {
    return await reader.evaluate(
      async ([content, source]) => {
        const image = new window.Image();
        image.src = `data:image/png;base64,${content}`;
        await image.decode();
        const { width, height } = image;
        const canvas = document.createElement('canvas');
        Object.assign(canvas, { width, height });
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        return new Function(`return (${source})`)()(context.getImageData(0, 0, width, height));
      },
      [png.toString('base64'), read.toString()],
    );
  } finally {
    await reader.close();
  }
}

/** The middles of all patches of the marks' colour. */
function patches({ width, height, data }) {
  const is = (at) => data[at * 4] > 180 && data[at * 4 + 1] < 90 && data[at * 4 + 2] > 180;
  const seen = new Uint8Array(width * height);
  const middles = [];
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start] === 1 || !is(start)) continue;
    const patch = { x: 0, y: 0, n: 0 };
    const next = [start];
    seen[start] = 1;
    while (next.length > 0) {
      const at = next.pop();
      patch.x += (at % width) + 0.5;
      patch.y += Math.floor(at / width) + 0.5;
      patch.n += 1;
      for (const beside of [at - 1, at + 1, at - width, at + width]) {
        if (beside < 0 || beside >= seen.length || seen[beside] === 1 || !is(beside)) continue;
        seen[beside] = 1;
        next.push(beside);
      }
    }
    if (patch.n >= 4) middles.push([patch.x / patch.n, patch.y / patch.n]);
  }
  return middles;
}

/** What is copied works; JOSM is called by going to an address, never behind the page's back. */
async function forMappers(browser, at, id) {
  const phone = await open(browser, `${at}/layers?lang=ja`);
  const { page } = phone;
  const josm = [];
  await page.context().route(`${JOSM}/**`, async (route) => {
    josm.push(route.request());
    await route.fulfill({ contentType: 'text/plain', body: 'OK' });
  });
  await still(page);
  const card = page.locator(`#layer-${id}`);
  const xyz = await card.locator('input[readonly]').inputValue();
  check(xyz.startsWith(`${at}/layers/${id}/`), `it carries another name: ${xyz}`);
  const picture = await card.locator('img').getAttribute('src');
  const [z, x, y] = picture.split('.')[0].split('/').slice(-3);
  const tile = xyz.replace('{z}', z).replace('{x}', x).replace('{y}', y);
  const answer = await page.evaluate(async (url) => {
    const got = await fetch(url);
    return { status: got.status, type: got.headers.get('content-type') };
  }, tile);
  check(answer.status === 200 && answer.type === 'image/jpeg', `${tile}: ${answer.status}`);
  check(josm.length === 0, 'nobody asked JOSM anything yet');
  const link = card.locator(`a[href^="${JOSM}/"]`);
  check((await link.evaluate((element) => element.tagName)) === 'A', 'it is a link');
  const wanted = `&url=${encodeURIComponent(xyz.replace('{z}', '{zoom}'))}`;
  const href = await link.getAttribute('href');
  check(href.startsWith(`${JOSM}/imagery?`) && href.endsWith(wanted), href);
  await link.click();
  await page.waitForURL(`${JOSM}/**`);
  check(josm.length === 1, `${josm.length} requests`);
  check(josm[0].isNavigationRequest(), 'it was a navigation');
  check(josm[0].resourceType() === 'document', josm[0].resourceType());
  nothingWrong(phone);
  await phone.close();
}

async function withoutScript(browser, at) {
  const phone = await open(browser, `${at}/layers?lang=ja`, {
    size: 'narrow',
    javaScriptEnabled: false,
  });
  const { page } = phone;
  await page.getByRole('heading', { name: TITLE }).waitFor();
  check(await page.getByRole('link', { name: 'PMTiles' }).first().isVisible(), 'files are there');
  check(!(await page.locator('#map').isVisible()), 'no map');
  check((await page.locator('button:visible').count()) === 0, 'no button that does nothing');
  await picture(page, 'layers-without-script');
  nothingWrong(phone);
  await phone.close();
}

async function withoutWebGl(browser, at, id, found) {
  const phone = await open(browser, `${at}/layers?lang=ja`, { size: 'narrow' });
  const { page } = phone;
  await page.locator('#map-cannot').waitFor();
  check((await page.locator('.layer-map').count()) === 0, 'no empty map');
  check(await page.locator(`#layer-${id} h2`).isVisible(), 'the list is there');
  check(!(await page.locator(`button[data-layer="${id}"]`).isVisible()), 'no dead button');
  const image = page.locator(`#layer-${id} img`);
  await image.scrollIntoViewIfNeeded();
  check(await image.evaluate((img) => img.decode().then(() => img.naturalWidth > 0)), 'a picture');
  found.push(...(await axe(page)), ...(await overflow(page)));
  await picture(page, 'layers-without-webgl');
  nothingWrong(phone);
  await phone.close();
}

/** The city's own map lies beneath, read by pieces; what is none is refused and changes nothing. */
async function ofTheCity(browser, at, city, id, found) {
  const phone = await open(browser, `${at}/layers?lang=ja`);
  const { page } = phone;
  // Asked from outside of the browser, which alone knows the name.
  const { phones } = city.shelters[2];
  await still(page);
  await onJapan(page);
  const file = join(tmpdir(), `musubi-e2e-${process.pid}.pmtiles`);
  await writeFile(file, 'no tiles at all');
  const refused = await city.basemap(2, file).catch((error) => error.stderr);
  check(/is neither a PMTiles archive nor .*\(not_a_basemap\)/s.test(refused), refused);
  check((await told(page, phones)).archive == null, 'nothing was taken');
  // Any archive of pictures will do: that of the layer itself.
  const archive = await page.request.get(`${phones}/layers/${id}.pmtiles`);
  await writeFile(file, await archive.body());
  await city.basemap(2, file);
  check((await told(page, phones)).archive.vector === false, 'it lies there');
  const asked = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/basemap.pmtiles')) asked.push(response.status());
  });
  await page.reload();
  await still(page);
  check(asked.length > 0 && asked.every((status) => status === 206), `asked: ${asked.join()}`);
  const land = await corner(page);
  await writeFile(file, allWater('<b>&copy; 試験市</b>'));
  await city.basemap(2, file);
  await page.reload();
  await still(page);
  const water = await corner(page);
  check(land.join() !== water.join(), `nothing is drawn of vector tiles: ${land.join()}`);
  check(water.join() === WATER.join(), `water is ${water.join()}`);
  const credits = await page.locator('.maplibregl-ctrl-attrib').innerText();
  check(credits.includes('© 試験市') && !credits.includes('<b>©'), `credits: ${credits}`);
  found.push(...(await axe(page)));
  await picture(page, 'layers-map-of-the-city');
  await withExtract(page, city, file);
  await city.basemap(2, '--remove');
  nothingWrong(phone);
  await phone.close();
}

/** Its data for JOSM are offered, and are what was put there. */
async function withExtract(page, city, file) {
  const content = '\0\0\0\x0e\n\x09OSMHeader and what follows';
  await writeFile(file, content, 'latin1');
  await city.basemap(2, file);
  await page.reload();
  await still(page);
  const href = await page.locator('a[href$=".osm.pbf"]').getAttribute('href');
  const saved = await page.request.get(`${city.shelters[2].phones}${href}`);
  check((await saved.body()).toString('latin1') === content, 'the extract is another');
}

/** Where there is no map of the city: Japan's outline, at its place. */
async function onJapan(page) {
  await page
    .locator('.layer-map')
    .evaluate(({ map }) => map.jumpTo({ center: [138, 37], zoom: 4 }));
  await still(page);
  const colours = {};
  for (const [name, lonLat] of Object.entries({ inland: [138.2, 36.2], sea: [143.5, 36.5] })) {
    colours[name] = await colourAt(page, lonLat);
  }
  check(colours.inland.join() === LAND.join(), `inland: ${colours.inland.join()}`);
  check(colours.sea.join() === WATER.join(), `in the Pacific: ${colours.sea.join()}`);
  await picture(page, 'layers-map-japan');
}

async function colourAt(page, lonLat) {
  await page.locator('.layer-map').scrollIntoViewIfNeeded();
  const place = await page.locator('.layer-map').evaluate((element, at) => {
    const { x, y } = element.querySelector('canvas').getBoundingClientRect();
    const point = element.map.project(at);
    return [x + point.x, y + point.y];
  }, lonLat);
  const [x, y] = place.map(Math.round);
  const shot = await page.screenshot({ clip: { x, y, width: 1, height: 1 } });
  return await decoded(page, shot, ({ data }) => [...data.slice(0, 3)]);
}

/** The colour at the map's left edge, where no layer lies. */
async function corner(page) {
  await page.locator('.layer-map').scrollIntoViewIfNeeded();
  const { x, y } = await page.locator('.layer-map canvas').boundingBox();
  const clip = { x: Math.round(x) + 2, y: Math.round(y) + 40, width: 4, height: 4 };
  const shot = await page.screenshot({ clip });
  return await decoded(page, shot, ({ data }) => [...data.slice(0, 3)]);
}

async function told(page, phones) {
  return await (await page.request.get(`${phones}/basemap.json`)).json();
}
