// Browser tests against the real program. `npm run e2e`, or `npm run e2e -- NAME…` for some.
import { startCity } from './city.mjs';
import { closeAll, launch, pictureAll } from './harness.mjs';
import * as access from './access.mjs';
import * as acting from './acting.mjs';
import * as accounts from './accounts.mjs';
import * as battery from './battery.mjs';
import * as board from './board.mjs';
import * as byKeyboard from './by-keyboard.mjs';
import * as courier from './courier.mjs';
import * as decided from './decided.mjs';
import * as duplicates from './duplicates.mjs';
import * as ending from './ending.mjs';
import * as firstRun from './first-run.mjs';
import * as gym from './gym.mjs';
import * as household from './household.mjs';
import * as inquiries from './inquiries.mjs';
import * as keystrokes from './keystrokes.mjs';
import * as layers from './layers.mjs';
import * as layersMap from './layers-map.mjs';
import * as layersSent from './layers-sent.mjs';
import * as notices from './notices.mjs';
import * as overview from './overview.mjs';
import * as pages from './pages.mjs';
import * as phones from './phones.mjs';
import * as photos from './photos.mjs';
import * as place from './place.mjs';
import * as provisional from './provisional.mjs';
import * as reception from './reception.mjs';
import * as reach from './reach.mjs';
import * as rollCall from './roll-call.mjs';
import * as silence from './silence.mjs';
import * as staff from './staff.mjs';
import * as startSheet from './start-sheet.mjs';
import * as supplies from './supplies.mjs';
import * as transfers from './transfers.mjs';
import * as trust from './trust.mjs';
import * as volunteers from './volunteers.mjs';

const flows = {
  household,
  transfers,
  inquiries,
  duplicates,
  keystrokes,
  reception,
  gym,
  supplies,
  acting,
  place,
  overview,
  silence,
  notices,
  board,
  accounts,
  battery,
  staff,
  volunteers,
  'roll-call': rollCall,
  layers,
  'layers-sent': layersSent,
  'layers-map': layersMap,
  photos,
  phones,
  reach,
  courier,
  'first-run': firstRun,
  'start-sheet': startSheet,
  provisional,
  trust,
  decided,
  'by-keyboard': byKeyboard,
  pages,
  access,
  // Last: nothing is left of the city afterwards.
  ending,
};
const chosen = process.argv.slice(2);
const names = chosen.length === 0 ? Object.keys(flows) : chosen;
for (const name of names) {
  if (!(name in flows))
    throw new Error(`No flow is called '${name}'. There are: ${Object.keys(flows).join(' ')}`);
}

const city = await startCity();
const browser = await launch();
let failed = 0;
try {
  for (const name of names) {
    const start = Date.now();
    try {
      await flows[name].run({ browser, city });
      console.log(`browser: ${name} passed in ${((Date.now() - start) / 1000).toFixed(1)} s`);
    } catch (error) {
      failed += 1;
      await pictureAll(`failed-${name}`);
      console.error(`browser: ${name} FAILED\n${error.stack}`);
    } finally {
      await closeAll();
    }
  }
} finally {
  await browser.close();
  await city.stop();
}
console.log(`browser: ${names.length - failed} of ${names.length} flows passed`);
process.exitCode = failed === 0 ? 0 : 1;
