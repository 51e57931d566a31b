import { describe, expect, test } from 'vitest';
import { cycleFindings, forbiddenImports, withDiagram, withLintRules } from '../../scripts/check-dependencies.ts';
import { DEPENDENCIES, type FolderRule } from '../../scripts/dependencies.ts';
import { dependencyDiagram, lintOverrides } from '../../scripts/dependency-rules.ts';
import { importsOf } from '../../scripts/import-graph.ts';

const RULES: readonly FolderRule[] = [
  { folder: 'lib', purpose: 'Helpers', imports: [], packages: [] },
  { folder: 'domain/time', purpose: 'Time', imports: ['lib'], packages: ['zod'] },
  { folder: 'domain/time/calendar.ts', purpose: 'luxon', imports: ['domain/time'], packages: ['luxon'] },
  { folder: 'domain', purpose: 'Rules', imports: ['lib', 'domain/*'], packages: ['zod', 'node:util'] },
  { folder: 'store', purpose: 'Items', imports: ['lib', 'domain/*'], packages: ['*'] },
  { folder: 'web', purpose: 'Pages', imports: ['domain/*'], types: ['store'], packages: [] },
];

const violations = (path: string, text: string): string[] =>
  forbiddenImports(importsOf({ path, text }), RULES).map(({ line, rule, text: what }) => `${line} ${rule}: ${what}`);

describe('imports', () => {
  test.each([
    [
      'domain/time/a.ts',
      "import { b } from './b.ts'; import { c } from '../../lib/c.ts'; import * as z from 'zod/mini';",
    ],
    ['domain/time/a.ts', "import { calendar } from './calendar.ts';"],
    ['domain/time/calendar.ts', "import { DateTime } from 'luxon'; import { a } from './a.ts';"],
    ['domain/a.ts', "import { calendar } from './time/calendar.ts'; import { inspect } from 'node:util';"],
    ['web/a.ts', "import { type Item } from '../store/item.ts'; export type { Item } from '../store/item.ts';"],
    ['store/a.ts', "import data from './data.json' with { type: 'json' }; import '@aws-sdk/client-sqs';"],
  ])('are allowed in %s: %s', (path, text) => {
    expect(violations(path, text)).toEqual([]);
  });

  test.each([
    [
      'domain/time/a.ts',
      "\nimport { x } from '../x.ts';",
      '2 dependency: domain/time may not import domain (domain/x.ts)',
    ],
    ['domain/time/a.ts', "import { DateTime } from 'luxon';", '1 package: domain/time may not import luxon'],
    ['domain/a.ts', "import { readFile } from 'node:fs/promises';", '1 package: domain may not import node:fs'],
    ['domain/a.ts', "export { x } from '../store/x.ts';", '1 dependency: domain may not import store (store/x.ts)'],
    ['domain/a.ts', "type X = import('../store/x.ts').X;", '1 dependency: domain may not import store (store/x.ts)'],
    ['lib/a.ts', "const x = await import('../store/x.ts');", '1 dependency: lib may not import store (store/x.ts)'],
    ['web/a.ts', "import { x } from '../store/x.ts';", '1 dependency: web may import only types of store (store/x.ts)'],
    ['pages/a.ts', "import { x } from './x.ts';", '1 folder: no rule of scripts/dependencies.ts covers this file'],
  ])('are forbidden in %s: %s', (path, text, found) => {
    expect(violations(path, text)).toEqual([found]);
  });
});

const cycles = (files: Record<string, string>): string[] =>
  cycleFindings(Object.entries(files).flatMap(([path, text]) => importsOf({ path, text }))).map(({ text }) => text);

describe('cycles', () => {
  test('a graph without cycles passes', () => {
    expect(cycles({ 'a.ts': "import './b.ts'; import './c.ts';", 'b.ts': "import './c.ts';", 'c.ts': '' })).toEqual([]);
  });

  test('a context type in the handler makes a cycle of types', () => {
    const files = {
      'handler.ts': "import { sweep } from './sweep.ts';",
      'sweep.ts': "import type { Context } from './handler.ts'; import { x } from './x.ts';",
      'x.ts': '',
    };
    expect(cycles(files)).toEqual(['handler.ts sweep.ts']);
  });

  test('two cycles are two findings', () => {
    const files = {
      'a.ts': "import './b.ts'; import './d.ts';",
      'b.ts': "import './c.ts';",
      'c.ts': "import './a.ts';",
      'd.ts': "import './d.ts';",
    };
    expect(cycles(files)).toEqual(['a.ts b.ts c.ts', 'd.ts']);
  });
});

const patternsOf = (folder: string): unknown =>
  lintOverrides(['luxon', 'zod'], RULES).find(({ files }) => files[0]?.replace(/[/][*]+$/, '') === folder)?.rules[
    'no-restricted-imports'
  ][1];

describe('generated parts', () => {
  test('lint rules replace only the overrides of the table', () => {
    const own = { files: ['a/*.ts'], rules: { 'no-new': 'off' } };
    const old = { files: ['shared/store/*.ts'], rules: { 'no-restricted-imports': ['error', {}] } };
    const packages = JSON.stringify({
      dependencies: { zod: '1' },
      devDependencies: { luxon: '1', '@types/luxon': '1' },
    });
    const lint = withLintRules(JSON.stringify({ rules: {}, overrides: [old, own] }), packages);
    expect(lint).toEqual({ rules: {}, overrides: [own, ...lintOverrides(['luxon', 'zod'], DEPENDENCIES)] });
  });

  test('lint rules name the forbidden folders and packages', () => {
    expect(patternsOf('domain/time')).toMatchObject({
      patterns: [{ regex: '^(luxon)(/|$)' }, { group: ['node:*'] }, { regex: '(^|/)(domain/[^/]+$|store/|web/)' }],
    });
    expect(patternsOf('domain/time/calendar.ts')).toMatchObject({ patterns: [{ regex: '^(zod)(/|$)' }, {}, {}] });
    expect(patternsOf('web')).toMatchObject({
      patterns: [{}, {}, { regex: '(^|/)(lib/)' }, { regex: '(^|/)(store/)', allowTypeImports: true }],
    });
  });

  test('the diagram stands between its markers', () => {
    const begin = '<!-- dependencies:begin -->';
    const end = '<!-- dependencies:end -->';
    const current = withDiagram(`a\n${begin}\n\nold\n${end}\nb`);
    expect(current).toBe(`a\n${begin}\n\n${dependencyDiagram()}\n\n${end}\nb`);
    expect(withDiagram(current ?? '')).toBe(current);
    expect(withDiagram('no markers')).toBeUndefined();
  });

  test('the diagram omits arrows that others imply', () => {
    const diagram = dependencyDiagram(RULES);
    expect(diagram).toContain('domain_time --> lib');
    expect(diagram).toContain('web --> store');
    expect(diagram).not.toContain('store --> lib');
  });
});
