// Measures headquarters' pages over a whole city in a real browser: `node e2e/dashboard.mjs STATE DATA PEOPLE`,
// lines of `name value unit`. STATE and DATA are those of a demonstration that runs (`musubi demo`).
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { asDesk } from './published.mjs';
import { check, launch, open, picture, settled, signIn, visit } from './harness.mjs';

/** Of the first figures on the screen, and of every other step. */
const LOADS = 10;
const ROUNDS = 10;
/** How long headquarters may take until it has read everybody. */
const PATIENCE_MS = 600_000;

const [state, data, people] = process.argv.slice(2);
const desks = JSON.parse(await readFile(state, 'utf8'));
const hq = desks.find(({ role }) => role === 'hq');
const folder = join(data, 'hq');
const program = await served(folder);

const browser = await launch();
const { page } = await open(browser, hq.staff);
await signIn(page, { name: hq.account, secret: hq.secret });
const desk = await asDesk(page, hq);
const city = await whole(Number(people));
print('dashboard.places', city.places.length, 'count');
print('dashboard.people', registered(city), 'count');

const first = [];
for (let load = 0; load < LOADS; load += 1) {
  await page.goto(`${hq.staff}/#/overview`);
  first.push(
    await timed(async () => {
      await page.reload({ waitUntil: 'commit' });
      await page.locator('.figures dd').first().waitFor();
    }),
  );
}
print('dashboard.first_data_ms', quantile(first, 1), 'ms');
print('dashboard.first_data_p50_ms', quantile(first, 0.5), 'ms');

const steps = {
  overview: () => visit(page, 'overview'),
  place: async () => {
    await page.locator('.overview tbody a').nth(3).click();
    await settled(page);
  },
  supplies: () => visit(page, 'supplies'),
  notices: () => visit(page, 'notices'),
  inquiries: () => visit(page, 'inquiries'),
  sync: () => visit(page, 'sync'),
};
const all = [];
for (const [name, step] of Object.entries(steps)) {
  const took = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await visit(page, name === 'overview' ? 'sync' : 'overview');
    took.push(await timed(step));
  }
  all.push(...took);
  print(`dashboard.${name}_p95_ms`, quantile(took, 0.95), 'ms');
}
print('dashboard.p95_ms', quantile(all, 0.95), 'ms');
print('dashboard.p50_ms', quantile(all, 0.5), 'ms');
await visit(page, 'overview');
await page.setViewportSize({ width: 1920, height: 1080 });
await picture(page, 'hq-city');
await browser.close();

const memory = await readFile(`/proc/${program}/status`, 'utf8');
const megabytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(memory)[1]) / 1024;
print('dashboard.rss_mb', megabytes('VmRSS'), 'MB');
print('dashboard.rss_peak_mb', megabytes('VmHWM'), 'MB');

function print(name, value, unit) {
  console.log(`${name} ${Number.isInteger(value) ? value : value.toFixed(1)} ${unit}`);
}

async function timed(act) {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

function quantile(values, part) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}

function registered({ places }) {
  return places.reduce((sum, place) => sum + (place.registered_staying ?? 0), 0);
}

/** Once everybody is read at headquarters and the laptops that run have nothing to tell. */
async function whole(expected) {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const overview = await desk('get', '/hq/overview');
    if (registered(overview) === expected) return overview;
    check(performance.now() < end, `${registered(overview)} of ${expected} people are there`);
    await pause(1_000);
  }
}

/** The id of the process that serves headquarters' folder. */
async function served(folder) {
  for (const id of await readdir('/proc')) {
    if (!/^\d+$/.test(id)) continue;
    const words = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    const parts = words.split('\0');
    if (parts.includes('serve') && parts.includes(folder)) return id;
  }
  throw new Error(`nobody serves ${folder}`);
}
