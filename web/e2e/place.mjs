// A headcount and a daily report; what was not counted stays unknown, what could not be told is
// said so, and the report fits one page of paper. HQ publishes a notice.
import { writeFile } from 'node:fs/promises';
import { asDesk } from './published.mjs';
import { enter, pick, tick } from './hands.mjs';
import {
  check,
  LANGUAGES,
  look,
  nothingWrong,
  open,
  picture,
  settled,
  signIn,
  switchLanguage,
  visit,
} from './harness.mjs';

/** Its own, so that a demonstration can be walked twice. */
const TITLE = `毛布を配ります ${Date.now()}`;

export async function run({ browser, city }) {
  const shelter = city.shelters[2];
  const desk = await open(browser, shelter.staff);
  await signIn(desk.page, shelter.signIn);
  await visit(desk.page, 'place');
  await countHeads(desk.page);
  const figure = (name) => desk.page.locator('.figure', { hasText: name });
  await figure('避難者数').first().locator('.count', { hasText: '231' }).waitFor();
  await reportByKeyboard(desk.page);
  await desk.page.locator('.known > div', { hasText: /^電気の使用可否使用不可$/ }).waitFor();
  const paper = await paperOf(desk.page, shelter);

  const hq = await open(browser, city.hq.staff);
  await signIn(hq.page, city.hq.signIn);
  const row = hq.page.locator('.overview tbody tr', { hasText: shelter.place });
  await row.locator('td', { hasText: '231' }).first().waitFor({ timeout: 30_000 });
  check((await hq.page.locator('.figure-note').count()) > 0, 'totals say what they leave out');

  paper.push(...(await toldByTelephone(hq.page, shelter)));

  await visit(hq.page, 'notices');
  await hq.page.getByLabel('見出し').fill(TITLE);
  await hq.page.getByLabel('本文', { exact: false }).first().fill('15時、正面玄関前。');
  await enter(hq.page.getByRole('button', { name: '全部の避難所へ出す' }));
  await hq.page.locator('.card h2', { hasText: TITLE }).waitFor();
  await visit(desk.page, 'notices');
  await desk.page.locator('.card h2', { hasText: TITLE }).waitFor({ timeout: 30_000 });
  nothingWrong(desk, hq);
  check(paper.length === 0, paper.join('\n'));
}

/** Both numbers are asked; neither is guessed. */
async function countHeads(page) {
  const save = page.getByRole('button', { name: '人数を保存' });
  await enter(save);
  await page.getByText('数を入れるか、「不明」を選んでください').first().waitFor();
  const form = page.locator('section', { has: page.locator('#headcount-head') });
  await tick(form.getByLabel('いま見てきた'));
  await tick(form.getByLabel('夜', { exact: true }));
  await form.getByLabel('避難者数（総数）', { exact: true }).fill('231');
  await tick(form.getByLabel('避難所外避難者数は不明'));
  await enter(form.getByText('内訳（分かる分だけ）'));
  await form.getByLabel('避難者数（男）').fill('100');
  await form.getByLabel('避難者数（女）').fill('100');
  await enter(save);
  await form.getByText('いま 200').waitFor();
  await form.getByLabel('避難者数（性別不明等）').fill('31');
  await enter(save);
}

/** HQ hears of it by telephone, too: both words stand side by side, and the total takes the newer one. */
async function toldByTelephone(page, shelter) {
  await visit(page, 'place');
  await enter(page.getByRole('link', { name: shelter.place }).first());
  const form = page.locator('section', { has: page.locator('#headcount-head') });
  await tick(form.getByLabel('いま見てきた'));
  await form.getByLabel('避難者数（総数）', { exact: true }).fill('250');
  await tick(form.getByLabel('避難所外避難者数は不明'));
  await enter(form.getByRole('button', { name: '人数を保存' }));
  await form.getByText('何で聞いたかを選んでください').waitFor();
  await tick(form.getByRole('radio', { name: '電話', exact: true }));
  await form.getByLabel('報告した人の部署・役職').fill('校長');
  await enter(form.getByRole('button', { name: '人数を保存' }));
  const sources = page.locator('section[aria-labelledby=sources-head]');
  await sources.locator('tr', { hasText: '校長' }).getByText('集計に使う数').waitFor();
  await sources.locator('tr', { hasText: '避難所の端末' }).getByText('231').waitFor();
  const found = await look(page, 'hq-place-told');
  await visit(page, 'overview');
  const row = page.locator('.overview tbody tr', { hasText: shelter.place });
  await row.locator('td', { hasText: '250' }).waitFor();
  await row.locator('td', { hasText: '250' }).getByText('電話').waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    enter(page.getByRole('link', { name: '表計算（XLSX）' })),
  ]);
  check(file.suggestedFilename() === 'shelters.xlsx', 'a workbook is saved');
  return found;
}

/** Without a mouse: what is asked is reached by Tab, and a wrong field takes the focus. */
async function reportByKeyboard(page) {
  const form = page.locator('form.report');
  const save = form.getByRole('button', { name: '状況を保存' });
  await save.focus();
  await page.keyboard.press('Enter');
  await form.getByText('1つ以上選んでください').waitFor();
  await form.getByLabel('いま見てきた').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  const opening = form.getByLabel('開設状況', { exact: true });
  check(await opening.evaluate((it) => it === document.activeElement), 'Tab leads to the fields');
  await pick(opening, 'closed');
  await pick(form.getByLabel('電気の使用可否'), 'unusable');
  await pick(form.getByLabel('食料の状況'), 'unknown');
  await form.getByLabel('使用可能な女性トイレの数').fill('0');
  await save.focus();
  await page.keyboard.press('Enter');
  await form.getByText('「閉鎖日時」を入れるか').waitFor();
  await pick(opening, 'open');
  await save.focus();
  await page.keyboard.press('Enter');
  await form.locator('.saved').waitFor();
  await picture(page, 'place-report-form-ja-wide');
}

/** One A4 page in either language, with what is unknown in words; also when everything is said. */
async function paperOf(page, shelter) {
  await enter(page.getByRole('link', { name: '日報を印刷する' }));
  await settled(page);
  const row = (name) => page.locator('.paper tr', { hasText: name });
  await row('食料の状況').locator('td', { hasText: '不明' }).waitFor();
  await row('使用可能な女性トイレの数').locator('td', { hasText: /^0$/ }).waitFor();
  await row('ガスの使用可否').locator('td', { hasText: '不明' }).waitFor();
  await page.locator('.paper-kind', { hasText: '訓練' }).waitFor();
  const found = await look(page, 'place-paper');
  const paper = page.url();
  await sayEverything(page, shelter);
  await page.goto(paper);
  await page.reload();
  await settled(page);
  await page.locator('.paper').getByText('途中まで印刷されます').waitFor();
  await picture(page, 'place-paper-full-ja-wide');
  for (const language of LANGUAGES) {
    await switchLanguage(page, language);
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    if (pages !== 1) found.push(`the report takes ${pages} pages in ${language}`);
    await writeFile(
      new URL(`../../target/screenshots/place-paper-${language}.pdf`, import.meta.url),
      pdf,
    );
  }
  await switchLanguage(page, 'ja');
  return found;
}

/** Every field of the form, its texts longer than the paper shows. */
async function sayEverything(page, shelter) {
  const desk = await asDesk(page, shelter);
  const { paths, components } = await desk('get', '/openapi.json');
  check(Object.keys(paths).length > 50, 'the API describes itself');
  const { properties } = components.schemas.NewReport;
  const long = '体育館の東側の入口から奥へ順に、町内会ごとに一列で並んでもらっている。'.repeat(4);
  const value = (field) => {
    const { type, oneOf } = properties[field];
    const named = oneOf
      ?.find(({ $ref }) => $ref != null)
      ?.$ref.split('/')
      .at(-1);
    if (named != null) return components.schemas[named].enum.at(-1);
    const kind = [type].flat().find((it) => it !== 'null');
    const limits = {
      reporter: 30,
      delivery_hours: 100,
      forklift_state: 100,
      partitions: 100,
      beds: 100,
    };
    if (kind === 'string') return long.slice(0, limits[field] ?? 130);
    if (kind === 'boolean') return true;
    return field.endsWith('_at') ? Date.now() - 3_600_000 : 12;
  };
  const { node, now } = await desk('get', '/session');
  const asked = ['key', 'observed_at', 'unknown', 'opening', 'closed_at'];
  const fields = Object.keys(properties).filter((field) => !asked.includes(field));
  const said = Object.fromEntries(fields.map((field) => [field, value(field)]));
  const body = { ...said, key: `everything-${now}`, opening: 'open' };
  await desk('post', `/places/${node.place}/reports`, body);
}
