import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { DEPENDENCIES, type FolderRule } from './dependencies.ts';
import { allowed, allowsPackage, dependencyDiagram, lintOverrides, ruleOf } from './dependency-rules.ts';
import { type Finding, reportFindings } from './findings.ts';
import { importCycles } from './import-cycles.ts';
import { type Import, importsOf } from './import-graph.ts';
import { isMain, PRODUCT_FOLDERS, readSources, ROOT } from './source-files.ts';

/**
 * Checks imports against scripts/dependencies.ts, finds import cycles (type imports included), and compares the lint rules and the
 * diagram with the table: `npm run check:dependencies`. With `--write` it generates both anew.
 */

const LINT_FILE = '.oxlintrc.json';
const DIAGRAM_FILE = 'docs/architecture.md';
const DIAGRAM = /(<!-- dependencies:begin -->\n)[^]*?(\n<!-- dependencies:end -->)/;

/** Returns the imports that the table does not allow. */
export const forbiddenImports = (imports: readonly Import[], rules: readonly FolderRule[] = DEPENDENCIES): Finding[] =>
  imports.flatMap(({ from, to, line, kind, typeOnly }) => {
    const rule = ruleOf(from, rules);
    const finding = (name: string, text: string): Finding[] => [{ file: from, line, rule: name, text }];
    if (rule === undefined) return finding('folder', 'no rule of scripts/dependencies.ts covers this file');
    if (kind === 'package') {
      return allowsPackage(rule, to) ? [] : finding('package', `${rule.folder} may not import ${to}`);
    }
    const target = ruleOf(to, rules);
    if (target === undefined) return to.endsWith('.json') ? [] : finding('folder', `may not import ${to}`);
    const permission = allowed(rule, target, rules);
    if (permission === 'all' || (permission === 'types' && typeOnly)) return [];
    const text =
      permission === 'types' ? `may import only types of ${target.folder}` : `may not import ${target.folder}`;
    return finding('dependency', `${rule.folder} ${text} (${to})`);
  });

/** Returns one finding for each import cycle, at the first file of the cycle. */
export const cycleFindings = (imports: readonly Import[]): Finding[] =>
  importCycles(imports).map((files) => ({ file: files[0] ?? '', line: 1, rule: 'cycle', text: files.join(' ') }));

const lintFile = z.looseObject({
  overrides: z.array(z.looseObject({ rules: z.record(z.string(), z.unknown()) })),
});
const packageFile = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

const isGenerated = ({ rules }: { readonly rules: object }): boolean => 'no-restricted-imports' in rules;

/** Returns the lint configuration with the table's rules in the place of all its rules on imports. */
export const withLintRules = (lintText: string, packageText: string): z.output<typeof lintFile> => {
  const lint = z.parse(lintFile, JSON.parse(lintText));
  const { dependencies, devDependencies } = z.parse(packageFile, JSON.parse(packageText));
  const packages = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'));
  const handWritten = lint.overrides.filter((override) => !isGenerated(override));
  return { ...lint, overrides: [...handWritten, ...lintOverrides(packages.toSorted())] };
};

/** Returns a Markdown text with the current diagram between its two markers; undefined if it has no markers. */
export const withDiagram = (markdown: string): string | undefined =>
  DIAGRAM.test(markdown) ? markdown.replace(DIAGRAM, `$1\n${dependencyDiagram()}\n$2`) : undefined;

const read = (path: string): string => readFileSync(ROOT + path, 'utf8');

const stale = (file: string, text: string): Finding[] => [{ file, line: 1, rule: 'generated', text }];

/** Returns a finding for each generated part that differs from the table. */
const staleFindings = (): Finding[] => {
  const again = 'differs from scripts/dependencies.ts; run `npm run check:dependencies -- --write`';
  const isLintCurrent = isDeepStrictEqual(
    JSON.parse(JSON.stringify(withLintRules(read(LINT_FILE), read('package.json')))),
    JSON.parse(read(LINT_FILE)),
  );
  const diagram = withDiagram(read(DIAGRAM_FILE));
  return [
    ...(isLintCurrent ? [] : stale(LINT_FILE, again)),
    ...(diagram === undefined ? stale(DIAGRAM_FILE, 'lacks the markers dependencies:begin and dependencies:end') : []),
    ...(diagram === undefined || diagram === read(DIAGRAM_FILE) ? [] : stale(DIAGRAM_FILE, again)),
  ];
};

const write = (): void => {
  writeFileSync(ROOT + LINT_FILE, `${JSON.stringify(withLintRules(read(LINT_FILE), read('package.json')), null, 2)}\n`);
  execFileSync(`${ROOT}node_modules/.bin/oxfmt`, [LINT_FILE], { cwd: ROOT });
  const diagram = withDiagram(read(DIAGRAM_FILE));
  if (diagram !== undefined) writeFileSync(ROOT + DIAGRAM_FILE, diagram);
};

if (isMain(import.meta.url)) {
  if (process.argv.includes('--write')) write();
  const product = readSources(PRODUCT_FOLDERS, '.ts').flatMap(importsOf);
  const tests = readSources(['test'], '.ts').flatMap(importsOf);
  reportFindings(
    [...forbiddenImports(product), ...cycleFindings([...product, ...tests]), ...staleFindings()],
    'All dependencies are allowed, and no import cycle exists',
  );
}
