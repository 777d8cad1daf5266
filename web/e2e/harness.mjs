// What every browser test stands on: Chromium, a page that fails on any console error, axe,
// pictures at both sizes and in both languages. Tests drive the real program (city.mjs).
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

export const SIZES = { wide: { width: 1366, height: 768 }, narrow: { width: 360, height: 740 } };
export const LANGUAGES = ['ja', 'en'];

const given = process.env.MUSUBI_PICTURES;
const pictures =
  given == null ? new URL('../../target/screenshots/', import.meta.url) : pathToFileURL(given);
const axeSource = await readFile(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function launch(...more) {
  return await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', ...more],
  });
}

const sessions = new Set();

/** Pictures of every page that is still open: what stood there when a flow failed. */
export async function pictureAll(name) {
  for (const [index, page] of [...sessions].entries()) await picture(page, `${name}-${index}`);
}

export async function closeAll() {
  for (const page of sessions) await page.context().close();
  sessions.clear();
}

/** A fresh browser session at `base`. `problems` fills with whatever went wrong in it. */
export async function open(browser, base, options = {}) {
  const { size = 'wide', language = 'ja', javaScriptEnabled = true } = options;
  const context = await browser.newContext({
    viewport: SIZES[size],
    locale: language === 'ja' ? 'ja-JP' : 'en-GB',
    timezoneId: 'Asia/Tokyo',
    javaScriptEnabled,
  });
  const page = await context.newPage();
  sessions.add(page);
  page.on('close', () => sessions.delete(page));
  const problems = [];
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected(message)) {
      problems.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  page.setDefaultTimeout(Number(process.env.E2E_TIMEOUT_MS ?? 30_000));
  await page.goto(base);
  return { page, problems, close: () => context.close() };
}

/** The browser reports every refusal as an error of its own; what it means is shown on the page. */
function expected(message) {
  return (
    message.text().startsWith('Failed to load resource') &&
    message.location().url.includes('/api/v1/')
  );
}

export async function signIn(page, { name, secret }) {
  await page.locator('input[name=name]').fill(name);
  await page.locator('input[name=secret]').fill(secret);
  await page.keyboard.press('Enter');
  await page.locator('nav.nav').waitFor();
}

/** Goes to a page of the desk and waits until nothing is loading any more. */
export async function visit(page, name, ...rest) {
  await page.evaluate((hash) => (window.location.hash = hash), `#/${[name, ...rest].join('/')}`);
  await settled(page);
}

export async function settled(page) {
  await page.locator('main h1').waitFor();
  await page.waitForFunction(() => document.querySelector('.waiting') == null);
}

export async function switchLanguage(page, language) {
  await page.locator(`.language-button[lang=${language}]:visible`).click();
  await page.waitForFunction((lang) => document.documentElement.lang === lang, language);
}

/** What axe finds wrong, one line each. Runs through the debugger, so the page's policy stands. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    (tags) => window.axe.run(document, { runOnly: tags }),
    AXE_TAGS,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `axe ${id}: ${help}: ${node.target.join(' ')}: ${node.html.slice(0, 120)}`),
  );
}

/** Anything wider than the window: nobody scrolls sideways on a phone. */
export async function overflow(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return wide > 0 ? [`the page is ${wide} px wider than the window`] : [];
}

export async function picture(page, name) {
  await mkdir(pictures, { recursive: true });
  // What sticks to the window belongs to the top of the page.
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: new URL(`${name}.png`, pictures).pathname, fullPage: true });
}

/** axe, overflow and a picture of what stands there, at both sizes, in every language named. */
export async function look(page, name, languages = LANGUAGES) {
  const found = [];
  const before = await page.evaluate(() => document.documentElement.lang);
  for (const language of languages) {
    await switchLanguage(page, language);
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      for (const problem of [...(await axe(page)), ...(await overflow(page))]) {
        found.push(`${name} ${language} ${size}: ${problem}`);
      }
      await picture(page, `${name}-${language}-${size}`);
    }
  }
  await switchLanguage(page, before);
  await page.setViewportSize(SIZES.wide);
  return found;
}

export function check(condition, sentence) {
  if (!condition) throw new Error(sentence);
}

/** Fails on any console error of these sessions. */
export function nothingWrong(...opened) {
  const problems = opened.flatMap((session) => session.problems);
  check(problems.length === 0, problems.join('\n'));
}
