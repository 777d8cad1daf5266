// Three laptops of one gym, one of them unplugged: what each wrote is there in the end, two values of one
// field stand side by side until one person settles them for all, by keyboard alone, and a claim code whose registration
// lies on the unplugged one waits and opens by itself.
import { begun } from './apart.mjs';
import { startGym } from './city.mjs';
import { Hands } from './hands.mjs';
import { check, look, nothingWrong, picture, visit } from './harness.mjs';
import { ask, registered } from './keystrokes.mjs';

export async function run({ browser }) {
  const gym = await startGym(3);
  try {
    const [a, b, c] = await Promise.all(
      gym.laptops.map(async (laptop) => ({ ...laptop, ...(await begun(browser, laptop.staff)) })),
    );
    const id = await begins(a);
    await plugged([a, b, c]);

    // C is unplugged from here on.
    const code = await registered(c.page, c);
    await waits(a, code);
    await changes(a, id, { phone: '090-1111-1111', note: '猫アレルギー' });
    await changes(c, id, { phone: '090-3333-3333', address: '清水町1-2' });
    const there = await one(c, 'ひとりの');
    await plugged([a, b]);

    await plugged([a, b, c]);
    await a.page.locator('.household .claim-code').getByText(code).waitFor();
    check((await a.page.locator('.waited').count()) === 0, 'nobody waits for what has come');
    await picture(a.page, 'waited-opened-ja');
    await settled([a, b, c], id, there);
    nothingWrong(a, b, c);
  } finally {
    await gym.stop();
  }
}

async function begins(desk) {
  const made = await ask(desk.page, desk.staff, 'POST', 'households', {
    key: 'of-the-first-laptop',
    persons: [{ details: { family: '谷', given: '光', family_kana: 'たに', age: '41' } }],
    check_in: true,
  });
  return made.id;
}

async function one(desk, kana) {
  const made = await ask(desk.page, desk.staff, 'POST', 'households', {
    key: 'of-the-unplugged-laptop',
    persons: [{ details: { family_kana: kana, age: '70-79' } }],
    check_in: true,
  });
  return made.id;
}

async function changes(desk, id, details) {
  await ask(desk.page, desk.staff, 'PATCH', `households/${id}`, details);
}

/** 未着, in words, and the code stays where it can be seen. */
async function waits({ page }, code) {
  await visit(page, 'reception');
  await page.locator('#search').focus();
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await page.locator('.waited').getByText('未着', { exact: true }).waitFor();
  const found = await look(page, 'waited');
  check(found.length === 0, found.join('\n'));
  // Also while somebody looks at something else.
  await visit(page, 'supplies');
  await visit(page, 'reception');
  await page.locator('.waited .number', { hasText: code }).waitFor();
}

/** Every laptop takes in what every other has. */
async function plugged(desks) {
  for (const from of desks) {
    const { place } = (await ask(from.page, from.staff, 'GET', 'session')).node;
    const path = `${from.staff}/api/v1/courier/bundle?to=${place}&all=true`;
    const answer = await from.page.request.get(path);
    check(answer.ok(), `a bundle: ${answer.status()}`);
    const bundle = await answer.body();
    for (const to of desks.filter((desk) => desk !== from)) {
      const session = await ask(to.page, to.staff, 'GET', 'session');
      const taken = await to.page.request.post(`${to.staff}/api/v1/courier/bundle`, {
        headers: {
          origin: to.staff,
          'x-form-token': session.form_token,
          'content-type': 'application/octet-stream',
        },
        data: bundle,
      });
      check(taken.ok(), `taking it in: ${taken.status()} ${await taken.text()}`);
    }
  }
}

async function settled([a, b, c], id, there) {
  for (const desk of [a, b, c]) {
    const shown = await ask(desk.page, desk.staff, 'GET', `households/${id}`);
    check(shown.note === '猫アレルギー', 'what the first laptop noted is there');
    check(shown.address === '清水町1-2', 'what the unplugged one noted is there');
    const [clash, ...more] = shown.clashes;
    const values = clash.values.map(({ value }) => value).sort();
    check(more.length === 0 && clash.field === 'phone', 'the phone alone clashes');
    check(values.join() === '090-1111-1111,090-3333-3333', 'both values are kept');
    check(
      clash.values.every(({ at, letter }) => at > 0 && letter != null),
      'who and when is told',
    );
    await ask(desk.page, desk.staff, 'GET', `households/${there}`);
  }
  await visit(a.page, 'reception', 'household', id);
  await visit(b.page, 'reception', 'household', id);
  await b.page.locator('.clash').waitFor();
  const found = await look(b.page, 'clash');
  check(found.length === 0, found.join('\n'));
  const side = b.page.locator('.clash li', { hasText: '090-3333-3333' });
  await new Hands(b.page).on(side.getByRole('button', { name: 'これが正しい' }));
  await b.page.locator('.clash').waitFor({ state: 'detached' });
  await plugged([a, b, c]);
  // The first laptop shows the household still: its page learns of it by itself.
  await a.page.locator('.clash').waitFor({ state: 'detached' });
  for (const desk of [a, b, c]) {
    const shown = await ask(desk.page, desk.staff, 'GET', `households/${id}`);
    check(shown.clashes.length === 0, 'the clash is gone from all');
    check(shown.phone === '090-3333-3333', 'what was chosen holds everywhere');
  }
}
