// A class has one home: two files that style the same name on the screen undo each other's work on
// pages that nobody looks at.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '..', 'src');

/** The classes that a file gives a look on the screen by their bare name. */
function homes(css: string): Set<string> {
  const found = new Set<string>();
  const open: string[] = [];
  for (const [, prelude = '', brace] of css
    .replace(/\/\*.*?\*\//gs, '')
    .matchAll(/([^{}]*)([{}])/g)) {
    if (brace === '}') {
      open.pop();
      continue;
    }
    const head = prelude.slice(prelude.lastIndexOf(';') + 1).trim();
    open.push(head);
    if (open.some((outer) => /^@media\s+(print|\(forced-colors)/.test(outer))) continue;
    for (const selector of head.split(',')) {
      const bare = /^\.([\w-]+)$/.exec(selector.trim());
      if (bare?.[1] != null) found.add(bare[1]);
    }
  }
  return found;
}

test('no class is given its look in two files', () => {
  const homeOf = new Map<string, string[]>();
  for (const path of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    // What phones get is a page of its own, with a style of its own.
    if (!path.endsWith('.css') || path.startsWith('public')) continue;
    for (const name of homes(readFileSync(join(src, path), 'utf8')))
      homeOf.set(name, [...(homeOf.get(name) ?? []), path]);
  }
  expect(homeOf.size).toBeGreaterThan(100);
  const twice = [...homeOf].filter(([, paths]) => paths.length > 1);
  expect(twice).toEqual([]);
});
