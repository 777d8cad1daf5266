// A layer that is published without anybody's clicks: what a page would send, one step after the other.
import { check } from './harness.mjs';

const WORDS = {
  captured_at: 1_767_949_200_000,
  provider: '試験ドローン隊 <b>',
  contact: '試験 係 test@example.jp',
  licence: 'CC-BY-4.0',
  tracing_permitted: true,
  tracing_by: '隊長',
  tracing_at: 1_767_949_300_000,
  tracing_text: 'OpenStreetMap に描き写してよい',
  platform: 'uav',
  positioning: 'rtk',
  georeference_checked: true,
};

/** The id of the layer of that title, once its import is through. `page`: somebody who is signed in. */
export async function publish(page, shelter, title) {
  const desk = await asDesk(page, shelter);
  const { layers } = await desk('get', '/layers');
  const { id } = layers.find(({ words, state }) => words.title === title && state === 'draft');
  await desk('patch', `/layers/${id}`, WORDS);
  let walk = await desk('get', `/layers/${id}/check`);
  while (walk.next != null) {
    walk = await desk('post', `/layers/${id}/check`, { cell: walk.next.cell, people: false });
  }
  await desk('post', `/layers/${id}/publish`, {});
  return id;
}

/** Asks as the desk's page does. */
export async function asDesk(page, shelter) {
  const base = `${shelter.staff}/api/v1`;
  const session = await (await page.request.get(`${base}/session`)).json();
  const headers = { origin: shelter.staff, 'x-form-token': session.form_token };
  return async (method, path, data) => {
    const answer = await page.request[method](`${base}${path}`, { headers, data });
    const text = await answer.text();
    check(answer.ok(), `${method} ${path}: ${answer.status()} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}
