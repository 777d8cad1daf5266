// The program's own source, read as a test reads it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FluentParser, FluentSerializer } from '@fluent/syntax';
import ts from 'typescript';

const web = join(import.meta.dirname, '..');

export function sourceFiles(): ts.SourceFile[] {
  return files('src', /\.tsx?$/)
    .filter((path) => !path.endsWith('schema.ts'))
    .map((path) =>
      ts.createSourceFile(
        path,
        readFileSync(join(web, path), 'utf8'),
        ts.ScriptTarget.Latest,
        true,
      ),
    );
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

export function place(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** Every message of one language with the names of its variables. */
export function messages(language: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const path of files(`locales/${language}`, /\.ftl$/)) {
    const resource = new FluentParser().parse(readFileSync(join(web, path), 'utf8'));
    for (const entry of resource.body) {
      if (entry.type === 'Junk') throw new Error(`${path}: a line is not Fluent`);
      if (entry.type !== 'Message') continue;
      if (found.has(entry.id.name)) throw new Error(`${path}: ${entry.id.name} stands twice`);
      const text = new FluentSerializer().serializeEntry(entry);
      found.set(entry.id.name, [...new Set(text.match(/\$[a-z]+/g))].sort());
    }
  }
  return found;
}

function files(folder: string, name: RegExp): string[] {
  return readdirSync(join(web, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .map((path) => join(folder, path))
    .sort();
}
