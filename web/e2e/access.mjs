// Every page for those who see little or use no mouse: at 200 % zoom nothing is cut off, in forced
// colours nothing disappears, and whoever goes through a page with the Tab key sees where they are.
import {
  axe,
  check,
  nothingWrong,
  open,
  overflow,
  picture,
  settled,
  signIn,
  visit,
} from './harness.mjs';

/** 1366×768 at 200 %. */
const ZOOMED = { width: 683, height: 384 };
/** More stops than any page has. */
const STOPS_MAX = 250;

export async function run({ browser, city }) {
  const found = [];
  for (const node of [city.shelters[0], city.hq]) {
    const desk = await open(browser, node.staff);
    await signIn(desk.page, node.signIn);
    const links = await desk.page
      .locator('nav.nav a')
      .evaluateAll((all) => all.map((a) => a.hash.replace('#/', '')));
    for (const name of links) {
      const say = (problems) =>
        found.push(...problems.map((problem) => `${node.role} ${name}: ${problem}`));
      await visit(desk.page, name);
      say(await stops(desk.page));
      await desk.page.setViewportSize(ZOOMED);
      say((await overflow(desk.page)).map((problem) => `at 200 %: ${problem}`));
      if (name === links[0]) await openMenu(desk.page, links[1]);
      await desk.page.setViewportSize({ width: 1366, height: 768 });
      await desk.page.emulateMedia({ forcedColors: 'active' });
      say((await axe(desk.page)).map((problem) => `forced colours: ${problem}`));
      if (name === 'reception') await picture(desk.page, `${node.role}-forced-colours`);
      await desk.page.emulateMedia({ forcedColors: 'none' });
    }
    nothingWrong(desk);
  }
  check(found.length === 0, found.join('\n'));
}

/** Where the menu is behind a button: by keyboard alone to another page, and the focus is on it. */
async function openMenu(page, name) {
  const toggle = page.locator('.nav-toggle');
  check(
    !(await page.locator('nav.nav a').first().isVisible()),
    'the entries are behind the button',
  );
  await toggle.focus();
  await page.keyboard.press('Enter');
  const entry = page.locator(`nav.nav a[href="#/${name}"]`);
  await entry.waitFor();
  const label = await entry.textContent();
  await entry.focus();
  await page.keyboard.press('Enter');
  await entry.waitFor({ state: 'hidden' });
  await settled(page);
  check((await toggle.textContent()).includes(label), 'the button names the page');
  // Some pages take it on to their first field.
  await page.waitForFunction(() =>
    document.getElementById('main').contains(document.activeElement),
  );
}

/** Goes through the page with the Tab key; says where one would be lost. */
async function stops(page) {
  const lost = [];
  const seen = new Set();
  await page.evaluate(() => document.activeElement?.blur());
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (element == null || element === document.body) return null;
      const style = getComputedStyle(element);
      const shown =
        (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) ||
        style.boxShadow !== 'none';
      element.dataset.stop ??= String(Math.random());
      const box = element.getBoundingClientRect();
      const where = `${element.tagName.toLowerCase()} ${element.textContent.trim().slice(0, 20)}`;
      return { id: element.dataset.stop, shown, empty: box.width * box.height === 0, where };
    });
    // Round once.
    if (at == null || seen.has(at.id)) return lost;
    seen.add(at.id);
    if (!at.shown) lost.push(`no focus is seen on ${at.where}`);
    if (at.empty) lost.push(`the focus is on nothing that is seen: ${at.where}`);
  }
  lost.push(`the Tab key never comes round in ${STOPS_MAX} steps`);
  return lost;
}
