import { basename, dirname } from 'node:path/posix';
import { parseSync } from 'oxc-parser';
import { type Finding, reportFindings } from './findings.ts';
import { isMain, lineAt, PRODUCT_FOLDERS, readSources, type SourceFile } from './source-files.ts';

/**
 * Checks that every exported name and every file name occurs once: `npm run check:names`.
 * A file must be named after one of its exports.
 */

/** Every function has its own file of these names, with its own `handler`. */
const REPEATED_FILES = new Set(['handler.ts', 'context.ts', 'app.ts']);
const REPEATED_NAMES = new Set(['handler', 'default']);

/** Files that are named after their subject, since their exports are of equal rank. By the name without `.ts`. */
const COLLECTIONS: readonly string[] = [
  'alarm-history',
  'aws-health',
  'calendar',
  'cloudwatch-event',
  'credits',
  'currency',
  'dependency-rules',
  'customer-lists',
  'customer-versions',
  'environment',
  // The bundler puts it in the place of a package, whose export it repeats.
  'environment-credentials',
  'figures',
  'gzip-codec',
  'ingest-cloudwatch',
  'intervals',
  'ledger',
  'maintenance-rules',
  'money',
  'payload-format',
  'prose-rules',
  'record-bodies',
  'run-results',
  'schedule',
  'source-health',
  'source-timestamps',
  'statuspage-incident',
  'statuspage-webhook',
  'terminal',
  'text-layout',
  'time-units',
];

type Export = { readonly name: string; readonly line: number };

/** Returns the names that a file defines and exports. A schema and its type may share one name. */
const exportsOf = ({ path, text }: SourceFile): Export[] => {
  const names = new Map<string, number>();
  for (const { entries } of parseSync(path, text).module.staticExports) {
    for (const { exportName, moduleRequest, start } of entries) {
      const name = exportName.name ?? 'default';
      if (moduleRequest === null && !names.has(name)) names.set(name, lineAt(text, start));
    }
  }
  return [...names].map(([name, line]) => ({ name, line }));
};

/** Returns a name in kebab case: `AWS_RETRIES` is `aws-retries`, `parseJson` is `parse-json`. */
const kebab = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();

const stem = (path: string): string => basename(path).split('.', 1).join('');
const isTest = (path: string): boolean => path.startsWith('test/');

/** Returns the words of a kebab-case name in the singular, without prepositions. */
const wordsOf = (name: string): string[] =>
  name
    .split('-')
    .filter((word) => !['of', 'in', 'to', 'from'].includes(word))
    .map((word) => word.replace(/s$/, ''));

/** A file may leave out or add a word: `stack` for `SlaCreditsStack`, `credits-section` for `credits`. */
const isNamedAfter = (path: string, name: string): boolean => {
  const [file, exported] = [wordsOf(stem(path)), wordsOf(kebab(name))];
  return file.every((word) => exported.includes(word)) || exported.every((word) => file.includes(word));
};

/** Returns what is wrong with the names of these files. */
export const checkNames = (files: readonly SourceFile[], collections: readonly string[] = COLLECTIONS): Finding[] => {
  const findings: Finding[] = [];
  const fileNames = new Map<string, string>();
  const stems = new Map<string, string>();
  const exported = new Map<string, string>();
  for (const file of files) {
    const { path } = file;
    const name = basename(path);
    const before = fileNames.get(name);
    if (before !== undefined && !REPEATED_FILES.has(name.replace('.test.', '.'))) {
      findings.push({ file: path, line: 1, rule: 'file name', text: `${before} has the same name` });
    }
    fileNames.set(name, path);
    if (!isTest(path)) stems.set(stem(path), path);

    const exports = exportsOf(file);
    for (const each of exports) {
      const other = exported.get(each.name);
      if (other !== undefined && !REPEATED_NAMES.has(each.name)) {
        const text = `${each.name} is exported by ${other} too`;
        findings.push({ file: path, line: each.line, rule: 'exported name', text });
      }
      exported.set(each.name, path);
    }
    const isNamed = exports.some((each) => isNamedAfter(path, each.name));
    const mayDiffer =
      exports.length === 0 || REPEATED_FILES.has(name) || collections.includes(stem(path)) || isTest(path);
    if (!isNamed && !mayDiffer && !exports.some((each) => each.name === 'default')) {
      const text = `is named after none of its exports: ${exports.map((each) => each.name).join(', ')}`;
      findings.push({ file: path, line: 1, rule: 'file name', text });
    }
  }
  for (const { path } of files.filter((file) => file.path.endsWith('.test.ts'))) {
    const source = stems.get(stem(path));
    if (source !== undefined && !REPEATED_FILES.has(basename(source)) && dirname(path) !== `test/${dirname(source)}`) {
      const text = `tests ${source}, so its place is test/${dirname(source)}/`;
      findings.push({ file: path, line: 1, rule: 'test file', text });
    }
  }
  for (const name of collections) {
    if (stems.has(name)) continue;
    const text = `COLLECTIONS names ${name}, which does not exist`;
    findings.push({ file: 'scripts/check-names.ts', line: 1, rule: 'collection', text });
  }
  return findings;
};

if (isMain(import.meta.url)) {
  reportFindings(checkNames(readSources([...PRODUCT_FOLDERS, 'test'], '.ts')), 'Every name occurs once');
}
