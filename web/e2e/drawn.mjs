// What a mapper gives back lies on the map, there where it was drawn, and says whose it is: on the desk
// and on the public page.
import { Buffer } from 'node:buffer';
import { check, look, nothingWrong, open, picture, visit } from './harness.mjs';
import { asDesk } from './published.mjs';

const AUTHOR = '地図の会 <i>';
const ABOUT = {
  kind: 'damaged_buildings',
  format: 'geojson',
  title: '壊れた家',
  author: AUTHOR,
  imagery: '校区の写真',
  made_at: 1_767_949_400_000,
};

/** `still`: waits until a page's map is drawn. `phone`: a browser that knows the name of `at`. */
export async function onTheMap({ page, shelter, phone, at, id, title, still, found }) {
  const told = await (
    await page.request.get(`${shelter.phones}/layers/${id}/tilejson.json`)
  ).json();
  const [west, south, east, north] = told.bounds;
  const middle = [(west + east) / 2, (south + north) / 2];
  const desk = await asDesk(page, shelter);
  const file = Buffer.from(JSON.stringify(house(middle, (east - west) / 20))).toString('base64');
  await desk('post', `/layers/${id}/mapped`, { ...ABOUT, file });

  await visit(page, 'layers');
  await still(page);
  await page.getByRole('button', { name: `${title}を地図で見る` }).click();
  await still(page);
  await pointAt(page, middle, 'the desk');
  found.push(...(await look(page, 'layers-drawn')));

  const reader = await open(phone, `${at}/layers?lang=ja`, { size: 'narrow' });
  await still(reader.page);
  await reader.page.locator(`button[data-layer="${id}"]`).click();
  await still(reader.page);
  await pointAt(reader.page, middle, 'a phone');
  await picture(reader.page, 'layers-drawn-phone');
  nothingWrong(reader);
  await reader.close();
}

async function pointAt(page, lonLat, where) {
  const map = page.locator('.layer-map');
  await map.scrollIntoViewIfNeeded();
  const address = page.url();
  // The list may hear of it after its map was drawn.
  await page.waitForFunction(
    ([place, shape]) => {
      const { map } = document.querySelector('.layer-map');
      const there = map.queryRenderedFeatures(map.project(place));
      return there.some(({ layer }) => layer.id.startsWith('given-') && layer.id.endsWith(shape));
    },
    [lonLat, '-area'],
  );
  const position = await map.evaluate((element, place) => {
    const { x, y } = element.map.project(place);
    return { x, y };
  }, lonLat);
  await page.locator('.layer-map canvas').click({ position });
  const said = await page.locator('.maplibregl-popup').innerText();
  for (const word of [ABOUT.title, AUTHOR, ABOUT.imagery, '2026']) {
    check(said.includes(word), `${where}: ${word} is missing in ${said}`);
  }
  check(page.url() === address, `${where}: a finger on a house opened ${page.url()}`);
}

function house([lon, lat], half) {
  const [west, east, south, north] = [lon - half, lon + half, lat - half, lat + half];
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  const geometry = { type: 'Polygon', coordinates: [ring] };
  const feature = { type: 'Feature', properties: { building: 'yes' }, geometry };
  return { type: 'FeatureCollection', features: [feature] };
}
