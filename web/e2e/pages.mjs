// Every page of the desk, at HQ and at a shelter, in both languages and at both sizes: axe finds
// nothing, nothing is wider than the window, and a picture is taken.
import { check, LANGUAGES, look, nothingWrong, open, settled, signIn, visit } from './harness.mjs';

export async function run({ browser, city }) {
  const found = [];
  for (const node of [city.shelters[0], city.hq]) {
    for (const language of LANGUAGES) {
      const desk = await open(browser, node.staff, { language });
      await signIn(desk.page, node.signIn);
      for (const name of await pageNames(desk.page)) {
        await visit(desk.page, name);
        found.push(...(await look(desk.page, `${node.role}-${name}`, [language])));
      }
      found.push(...(await deeper(desk.page, node.role, language)));
      nothingWrong(desk);
    }
  }
  check(found.length === 0, found.join('\n'));
}

async function pageNames(page) {
  const links = await page.locator('nav.nav a').evaluateAll((all) => all.map((a) => a.hash));
  return links.map((hash) => hash.replace('#/', ''));
}

/** What lies one step behind a page. */
async function deeper(page, role, language) {
  const found = [];
  if (role === 'shelter') {
    await visit(page, 'reception', 'new');
    found.push(...(await look(page, 'shelter-reception-new', [language])));
  } else {
    await visit(page, 'overview');
    await page.locator('.overview tbody a').first().click();
    await settled(page);
    found.push(...(await look(page, 'hq-place-one', [language])));
  }
  await visit(page, 'reception');
  await page.locator('.hit').first().click();
  await page.locator('.household').waitFor();
  for (const summary of await page.locator('.household summary').all()) await summary.click();
  found.push(...(await look(page, `${role}-household`, [language])));
  return found;
}
