// The typed API: src/api/schema.ts is made from the node's OpenAPI snapshot.
// `write` makes it, `check` fails where the committed one is stale.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const snapshot = new URL('../../crates/node/openapi.json', import.meta.url);
const target = new URL('../src/api/schema.ts', import.meta.url);
const head =
  '// Made from crates/node/openapi.json by `npm run api`. Not edited by hand.\n/* eslint-disable */\n';

const text = head + astToString(await openapiTS(snapshot, { alphabetize: true, enumValues: true }));
if (process.argv[2] === 'write') {
  await writeFile(target, text);
} else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
  console.error('src/api/schema.ts is not what crates/node/openapi.json says. Run `npm run api`.');
  process.exit(1);
}
