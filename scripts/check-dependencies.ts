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
 * Checks the imports against scripts/dependencies.ts and finds import cycles, type imports included: `npm run check:dependencies`.
 * The lint rules and the diagram are generated from the table. They must be current; `--write` generates them.
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

const keys = z.record(z.string(), z.unknown());
const lintFile = z.object({ overrides: z.array(z.looseObject({ rules: keys })) });
const packageFile = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

/** The table owns every override that contains no other rule. */
const isGenerated = ({ rules }: { readonly rules: object }): boolean =>
  Object.keys(rules).join() === 'no-restricted-imports';

/** Returns the lint configuration with the current rules of the table. */
export const withLintRules = (lintText: string, packageText: string): z.output<typeof keys> => {
  const lint = z.parse(keys, JSON.parse(lintText));
  const handWritten = z.parse(lintFile, lint).overrides.filter((override) => !isGenerated(override));
  const { dependencies, devDependencies } = z.parse(packageFile, JSON.parse(packageText));
  const packages = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'));
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

/** Returns all violations: forbidden imports of the product, cycles of product and tests, stale generated parts. */
export const checkDependencies = (product: readonly Import[], tests: readonly Import[]): Finding[] => [
  ...forbiddenImports(product),
  ...cycleFindings([...product, ...tests]),
  ...staleFindings(),
];

if (isMain(import.meta.url)) {
  if (process.argv.includes('--write')) write();
  const product = readSources(PRODUCT_FOLDERS, '.ts').flatMap(importsOf);
  const tests = readSources(['test'], '.ts').flatMap(importsOf);
  reportFindings(checkDependencies(product, tests), 'All dependencies are allowed, and no import cycle exists');
}
