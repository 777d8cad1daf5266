// Headquarters' overview: what places asked for, who is silent, whom to consider, how full it is, day by
// day; and the same on a wall, live and without controls.
import { asDesk } from './published.mjs';
import {
  axe,
  check,
  LANGUAGES,
  launch,
  look,
  nothingWrong,
  open,
  overflow,
  picture,
  settled,
  signIn,
  switchLanguage,
  visit,
} from './harness.mjs';

const DAY_MS = 24 * 3_600_000;
const WALL = { width: 1920, height: 1080 };

export async function run({ browser, city }) {
  const shelter = city.shelters[0];
  const desk = await open(browser, shelter.staff);
  await signIn(desk.page, shelter.signIn);
  const write = await written(desk.page, shelter);
  await write.counts();

  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  await visit(hq.page, 'overview');
  const row = hq.page.locator('.overview tbody tr', { hasText: shelter.place });
  await row.locator('td', { hasText: '143' }).first().waitFor({ timeout: 30_000 });
  await row.getByText('定員 不明').waitFor();
  await row.locator('.lifelines li', { hasText: '上水道' }).getByText('使用不可').waitFor();
  const part = (name) => hq.page.locator(`section[aria-labelledby=${name}]`);
  const asked = part('overview-requests').locator('tfoot tr');
  const open_ = Number(await asked.locator('td').first().textContent());
  check(open_ > 0, 'the demonstration asks for goods');
  await part('overview-groups').locator('.need-counts li').first().waitFor();
  await part('overview-groups').getByText('12').first().waitFor();
  await part('overview-trend').locator('tbody tr', { hasText: '188' }).waitFor();
  const points = await part('overview-trend').locator('.trend-inside circle').count();
  check(points === 3, `three days were counted, and ${points} are drawn`);
  await part('overview-staff').locator('table, p').first().waitFor();
  await onTheMap(hq.page, city);
  const found = await look(hq.page, 'hq-overview');

  found.push(...(await wall(browser, city, write)));
  await withoutMap(city);
  nothingWrong(desk, hq);
  check(found.length === 0, found.join('\n'));
}

/** Every place is a circle of its own on the map; a press on one opens it. */
async function onTheMap(page, city) {
  const map = page.locator('.places-map .layer-map');
  await map.scrollIntoViewIfNeeded();
  const drawn = () =>
    map.evaluate(({ map }) => {
      const features =
        map?.getLayer('places') == null
          ? []
          : map.queryRenderedFeatures(undefined, { layers: ['places'] });
      return features.map(({ properties, geometry }) => ({
        ...properties,
        at: map.project(geometry.coordinates),
      }));
    });
  const names = city.shelters.map(({ place }) => place).sort();
  const start = Date.now();
  let circles = [];
  while (circles.length < names.length && Date.now() - start < 30_000) circles = await drawn();
  const told = [...new Set(circles.map(({ name }) => name))].sort();
  check(JSON.stringify(told) === JSON.stringify(names), `the map shows ${told}, not ${names}`);
  check(
    circles.every(({ known }) => known),
    'of every place it is known how many are there',
  );
  const [first] = circles;
  await map.click({ position: first.at });
  await page.getByRole('heading', { level: 1, name: first.name }).waitFor();
  await visit(page, 'overview');
}

/** Where nothing can be drawn the table says everything. */
async function withoutMap(city) {
  const blind = await launch('--disable-3d-apis', '--disable-gpu');
  try {
    const hq = await open(blind, city.hq.staff);
    await signIn(hq.page, city.hq.signIn);
    await visit(hq.page, 'overview');
    await hq.page.getByText('この端末では地図を表示できません').waitFor();
    const rows = await hq.page.locator('.overview tbody tr').count();
    check(rows >= city.shelters.length, `${rows} places stand in the table`);
    await hq.close();
  } finally {
    await blind.close();
  }
}

/** What a shelter's desk says: counts of three days with one left out, and a lifeline that is gone. */
async function written(page, shelter) {
  const desk = await asDesk(page, shelter);
  const { node, now } = await desk('get', '/session');
  const count = (key, days, inside, outside) =>
    desk('post', `/places/${node.place}/headcounts`, {
      key: `${key}-${now}`,
      observed_at: now - days * DAY_MS,
      in_shelter: inside,
      outside_known: outside,
      needs_care: 12,
    });
  return {
    counts: async () => {
      await count('overview-4', 4, 210, null);
      await count('overview-3', 3, 188, 31);
      await count('overview-1', 0, 143, 26);
      await desk('post', `/places/${node.place}/reports`, {
        key: `overview-report-${now}`,
        water: 'unusable',
        gas: 'usable',
        crowding: 'crowded',
      });
    },
    more: () => count('overview-more', 0, 151, 26),
  };
}

/** Its own browser session: it ends with the wall. */
async function wall(browser, city, write) {
  const screen = await open(browser, `${new URL('/?wall', city.hq.staff)}`);
  const { page } = screen;
  const found = [];
  await page.setViewportSize(WALL);
  await page.locator('input[name=name]').fill(city.hq.signIn.name);
  await page.locator('input[name=secret]').fill(city.hq.signIn.secret);
  await page.keyboard.press('Enter');
  await page.locator('.wall .overview').waitFor();
  await settled(page);
  const controls = await page.locator('.wall :is(a, button, input, select, summary)').count();
  check(controls === 0, `there is nothing to press on a wall, and ${controls} things are there`);
  await write.more();
  await page.locator('.wall .overview td', { hasText: '151' }).waitFor({ timeout: 30_000 });
  for (const language of LANGUAGES) {
    await page.evaluate(
      (chosen) => window.localStorage.setItem('musubi.language', chosen),
      language,
    );
    await page.reload();
    await page.locator('.wall .overview').waitFor();
    for (const problem of [...(await axe(page)), ...(await overflow(page))]) {
      found.push(`wall ${language}: ${problem}`);
    }
    const below = await page.evaluate(() => document.body.scrollHeight - window.innerHeight);
    if (below > 0) found.push(`wall ${language}: ${below} px are below the screen`);
    await picture(page, `hq-wall-${language}`);
  }
  // The wall's session is nobody's at the desk.
  await page.goto(city.hq.staff);
  await page.locator('input[name=secret]').waitFor();
  await switchLanguage(page, 'ja');
  nothingWrong(screen);
  return found;
}
