// Every word on the screen stands in a Fluent file, in both languages, and none stands there unused.
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import * as schema from '../src/api/schema';
import { messages, place, sourceFiles, walk } from './sources';

const ja = messages('ja');
const en = messages('en');
const sources = sourceFiles();

/** Lists that the schema does not name as such; their words are asked for one by one below. */
const OPEN_FAMILIES = [
  'kind',
  'node-role',
  'record-table',
  'warning',
  'field-name',
  'field',
  'item',
  'item-unit',
];
/** Attributes that people read or hear. */
const READ_ALOUD = ['aria-label', 'title', 'placeholder', 'alt', 'label', 'hint', 'name-of'];

interface Use {
  key: string;
  /** The whole key, or what every key of a family begins with. */
  whole: boolean;
  at: string;
}

function uses(): Use[] {
  const found: Use[] = [];
  for (const file of sources) {
    walk(file, (node) => {
      if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return;
      const [first] = node.arguments;
      if (first == null) return;
      const called = node.expression.text;
      const at = place(node);
      if (called === 't') {
        for (const text of literals(first)) found.push({ key: text, whole: true, at });
        if (ts.isTemplateExpression(first)) found.push({ key: first.head.text, whole: false, at });
      }
      if (['label', 'options', 'word'].includes(called)) {
        for (const text of literals(first)) found.push({ key: `${text}-`, whole: false, at });
      }
    });
  }
  return found;
}

/** The texts an expression can be: a literal, or both sides of a choice. */
function literals(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node))
    return [...literals(node.whenTrue), ...literals(node.whenFalse)];
  return [];
}

/** Prefixes that code builds keys from without `t` in sight. */
function builtPrefixes(): string[] {
  const found: string[] = [];
  for (const file of sources) {
    walk(file, (node) => {
      if (ts.isTemplateExpression(node) && /^[a-z][a-z-]+-$/.test(node.head.text)) {
        found.push(node.head.text);
      }
      if (ts.isJsxAttribute(node) && node.name.getText() === 'family') {
        const value = node.initializer;
        if (value != null && ts.isStringLiteral(value)) found.push(`${value.text}-`);
      }
    });
  }
  return found;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

describe('words', () => {
  test('both languages have the same sentences with the same blanks', () => {
    expect([...en.keys()].sort()).toEqual([...ja.keys()].sort());
    for (const [key, blanks] of ja) expect({ key, blanks: en.get(key) }).toEqual({ key, blanks });
  });

  test('every sentence that code asks for is there', () => {
    const found = uses();
    expect(found.length).toBeGreaterThan(200);
    const missing = found.filter(({ key, whole }) =>
      whole ? !ja.has(key) : ![...ja.keys()].some((known) => known.startsWith(key)),
    );
    expect(missing).toEqual([]);
  });

  test('no sentence is there that nobody asks for', () => {
    const found = uses();
    const wholes = new Set(found.filter(({ whole }) => whole).map(({ key }) => key));
    const prefixes = [
      ...found.filter(({ whole }) => !whole).map(({ key }) => key),
      ...builtPrefixes(),
      ...OPEN_FAMILIES.map((family) => `${family}-`),
    ];
    const unused = [...ja.keys()].filter(
      (key) => !wholes.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  test('every value of a closed list of the API has its word', () => {
    // What tells the shapes of one request apart is no word for people.
    const lists = Object.entries(schema as Record<string, readonly string[]>).filter(
      ([name]) => !name.includes('OneOf'),
    );
    expect(lists.length).toBeGreaterThan(20);
    const wanted = lists.flatMap(([name, values]) =>
      values.map((value) => `${kebab(name.replace(/Values$/, ''))}-${value.replaceAll('_', '-')}`),
    );
    const said = schema.stageValues.map((stage) => `say-${stage.replaceAll('_', '-')}`);
    expect([...wanted, ...said].filter((key) => !ja.has(key))).toEqual([]);
  });

  test('no text stands in code', () => {
    const found: string[] = [];
    const letters = /\p{L}{2,}/u;
    for (const file of sources) {
      walk(file, (node) => {
        if (ts.isJsxText(node) && letters.test(node.text) && !isKey(node)) {
          found.push(`${place(node)} ${node.text.trim()}`);
        }
        if (ts.isJsxAttribute(node) && READ_ALOUD.includes(node.name.getText())) {
          const value = node.initializer;
          if (value != null && ts.isStringLiteral(value))
            found.push(`${place(node)} ${value.text}`);
        }
        // Era names are what people type, not what they read.
        const isEra = file.fileName.endsWith('birth.ts');
        if (
          ts.isStringLiteralLike(node) &&
          /[\u3040-\u30ff\u4e00-\u9fff]/.test(node.text) &&
          !isEra
        ) {
          found.push(`${place(node)} ${node.text}`);
        }
      });
    }
    expect(found).toEqual([]);
  });
});

/** What stands on a key of the keyboard is the same in every language. */
function isKey(node: ts.JsxText): boolean {
  return ts.isJsxElement(node.parent) && node.parent.openingElement.tagName.getText() === 'kbd';
}
