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
  'export',
];
/** Attributes that people read or hear. */
const READ_ALOUD = ['aria-label', 'title', 'placeholder', 'alt', 'label', 'hint', 'name-of'];

interface Use {
  key: string;
  /** The whole key, or what every key of a family begins with. */
  whole: boolean;
  at: string;
}

function uses(files: ts.SourceFile[]): Use[] {
  const found: Use[] = [];
  for (const file of files) {
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
      if (['label', 'options', 'word', 'flag'].includes(called)) {
        for (const text of literals(first)) found.push({ key: `${text}-`, whole: false, at });
      }
    });
  }
  return found;
}

function isMissing({ key, whole }: Use): boolean {
  return whole ? !ja.has(key) : ![...ja.keys()].some((known) => known.startsWith(key));
}

/** The names in `{ n, at: moment(at) }`; `undefined` where they are not written down there. */
function blanksGiven(node: ts.Expression): string[] | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const names = node.properties.map(({ name }) => (name == null ? '' : `$${name.getText()}`));
  return names.sort();
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
    const found = uses(sources);
    expect(found.length).toBeGreaterThan(200);
    expect(found.filter(isMissing)).toEqual([]);
  });

  test('the search for missing sentences finds them however they are asked for', () => {
    for (const code of [
      "t('no-such-sentence')",
      "t(open ? 'urgent' : 'no-such-sentence')",
      't(`no-such-family-${name}`)',
      "label('no-such-family', value)",
      "options('no-such-family', values)",
    ]) {
      expect({ code, missing: uses([made(code)]).filter(isMissing).length }).toEqual({
        code,
        missing: 1,
      });
    }
  });

  test('every sentence gets what its blanks ask for, and nothing else', () => {
    const wrong: string[] = [];
    for (const file of sources) {
      walk(file, (node) => {
        if (!ts.isCallExpression(node) || node.expression.getText() !== 't') return;
        const [first, second] = node.arguments;
        const given = second == null ? [] : blanksGiven(second);
        if (first == null || given == null) return;
        for (const key of literals(first)) {
          const asked = ja.get(key) ?? [];
          if (given.join() !== asked.join()) wrong.push(`${place(node)} ${key}: ${asked.join()}`);
        }
      });
    }
    expect(wrong).toEqual([]);
  });

  test('no sentence is there that nobody asks for', () => {
    const found = uses(sources);
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
    expect(sources.flatMap(textIn)).toEqual([]);
  });

  test('the search for text finds it wherever code can say something', () => {
    const planted = [
      'const a = <p>Shown text</p>;',
      "const a = <p>{'Shown text'}</p>;",
      "const a = <p>{open ? 'Shown text' : t('known')}</p>;",
      "const a = <p>{open && 'Shown text'}</p>;",
      'const a = <p>{`Shown ${name} text`}</p>;',
      'const a = <button title="Shown text" />;',
      "const a = <button aria-label={open ? 'Shown text' : 'x'} />;",
      "node.textContent = 'Shown text';",
      "node.setAttribute('aria-label', 'Shown text');",
      "confirm('Shown text');",
      "const a = '表示する文';",
      'const a = `表示する${n}文`;',
    ];
    for (const code of planted)
      expect({ code, found: textIn(made(code)).length }).toEqual({ code, found: 1 });
    const silent = [
      'const a = <p class="plain text">{t(\'known\')}</p>;',
      "const a = <p>{count}: {label('family', value)} %</p>;",
      "node.setAttribute('data-kind', 'plain text');",
      'const a = <kbd>Enter</kbd>;',
    ];
    for (const code of silent)
      expect({ code, found: textIn(made(code)) }).toEqual({ code, found: [] });
  });
});

function made(code: string): ts.SourceFile {
  return ts.createSourceFile('made.tsx', code, ts.ScriptTarget.Latest, true);
}

const LETTERS = /\p{L}{2,}/u;
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;
/** Properties by which code without JSX speaks. */
const SPOKEN = ['textContent', 'innerText', 'title', 'placeholder', 'alt', 'ariaLabel'];
const ASKING = ['alert', 'confirm', 'prompt'];

/** Every text in a file that somebody reads or hears and that stands in no Fluent file. */
function textIn(file: ts.SourceFile): string[] {
  const found = new Set<ts.Node>();
  // Era names are what people type, not what they read.
  const isEra = file.fileName.endsWith('birth.ts');
  walk(file, (node) => {
    if (ts.isJsxText(node) && LETTERS.test(node.text) && !isKey(node)) found.add(node);
    if (ts.isJsxExpression(node) && isRead(node) && node.expression != null) {
      for (const text of said(node.expression)) found.add(text);
    }
    if (ts.isJsxAttribute(node) && READ_ALOUD.includes(node.name.getText())) {
      if (node.initializer != null && ts.isStringLiteral(node.initializer)) {
        found.add(node.initializer);
      }
    }
    if (ts.isBinaryExpression(node) && ts.isPropertyAccessExpression(node.left)) {
      const isSet = node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
      if (isSet && SPOKEN.includes(node.left.name.text)) {
        for (const text of said(node.right)) found.add(text);
      }
    }
    if (ts.isCallExpression(node)) for (const text of saidByCall(node)) found.add(text);
    if ((ts.isStringLiteralLike(node) || isTemplatePiece(node)) && !isEra) {
      // A template is one text, whichever piece of it speaks.
      if (JAPANESE.test(node.text)) found.add(ts.isTemplateHead(node) ? node.parent : whole(node));
    }
  });
  return [...found].map((node) => `${place(node)} ${node.getText().trim()}`);
}

function isTemplatePiece(
  node: ts.Node,
): node is ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail {
  return ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}

function whole(node: ts.Node): ts.Node {
  return ts.isTemplateMiddleOrTemplateTail(node) ? node.parent.parent : node;
}

/** Between tags, or in an attribute that is read aloud. */
function isRead(node: ts.JsxExpression): boolean {
  const { parent } = node;
  if (ts.isJsxAttribute(parent)) return READ_ALOUD.includes(parent.name.getText());
  return ts.isJsxElement(parent) || ts.isJsxFragment(parent);
}

/** The texts with letters that an expression itself can be. What a call gives is judged at the call. */
function said(node: ts.Expression): ts.Node[] {
  if (ts.isParenthesizedExpression(node)) return said(node.expression);
  if (ts.isConditionalExpression(node)) return [...said(node.whenTrue), ...said(node.whenFalse)];
  if (ts.isBinaryExpression(node)) {
    const isChoice = [
      ts.SyntaxKind.AmpersandAmpersandToken,
      ts.SyntaxKind.BarBarToken,
      ts.SyntaxKind.QuestionQuestionToken,
      ts.SyntaxKind.PlusToken,
    ].includes(node.operatorToken.kind);
    return isChoice ? [...said(node.left), ...said(node.right)] : [];
  }
  if (ts.isTemplateExpression(node)) {
    const pieces = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
    return pieces.some((piece) => LETTERS.test(piece)) ? [node] : [];
  }
  return ts.isStringLiteralLike(node) && LETTERS.test(node.text) ? [node] : [];
}

function saidByCall(node: ts.CallExpression): ts.Node[] {
  const called = node.expression;
  const [first, second] = node.arguments;
  if (ts.isIdentifier(called) && ASKING.includes(called.text) && first != null) return said(first);
  const sets = ts.isPropertyAccessExpression(called) && called.name.text === 'setAttribute';
  if (!sets || first == null || second == null || !ts.isStringLiteralLike(first)) return [];
  return READ_ALOUD.includes(first.text) ? said(second) : [];
}

/** What stands on a key of the keyboard is the same in every language. */
function isKey(node: ts.JsxText): boolean {
  return ts.isJsxElement(node.parent) && node.parent.openingElement.tagName.getText() === 'kbd';
}
