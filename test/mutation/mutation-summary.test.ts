import { describe, expect, test } from 'vitest';
import { mutantCounts, type MutationReport, scorePercent, survivors } from './mutation-results.ts';
import { explainSurvivors, gapsText, replaceSummary, summaryOf } from './mutation-summary.ts';

const source = 'const a = 1;\nconst b =\n  a < 2;\n';
const mutant = (status: string, line: number, column: number, endLine: number, endColumn: number) => ({
  mutatorName: 'any',
  replacement: 'true',
  status,
  location: { start: { line, column }, end: { line: endLine, column: endColumn } },
});
const report: MutationReport = {
  files: {
    'shared/domain/b.ts': { source, mutants: [mutant('Killed', 1, 1, 1, 2)] },
    'shared/domain/a.ts': {
      source,
      mutants: [
        mutant('Survived', 3, 3, 3, 8),
        mutant('NoCoverage', 2, 1, 3, 9),
        mutant('Timeout', 1, 1, 1, 2),
        mutant('CompileError', 1, 1, 1, 2),
        mutant('Ignored', 1, 1, 1, 2),
      ],
    },
  },
};

test('a timeout kills a mutant, and a compile error counts as neither', () => {
  expect(mutantCounts(report)).toEqual([
    { file: 'shared/domain/a.ts', killed: 1, survived: 2 },
    { file: 'shared/domain/b.ts', killed: 1, survived: 0 },
  ]);
  expect(scorePercent(mutantCounts(report))).toBe(50);
});

test('surviving mutants have a place and a change, in line order', () => {
  expect(survivors(report)).toEqual([
    { file: 'shared/domain/a.ts', line: 2, from: 'const b = a < 2;', to: 'true' },
    { file: 'shared/domain/a.ts', line: 3, from: 'a < 2', to: 'true' },
  ]);
});

test('a reason explains the listed changes of the listed file', () => {
  const reasons = [
    { reason: 'equal', mutants: [['a.ts', 'a < 2 → true']] as const },
    { reason: 'elsewhere', mutants: [['b.ts', 'const b = a < 2; → true']] as const },
  ];
  const { groups, unexplained } = explainSurvivors(survivors(report), reasons);
  expect(groups.map(({ reason, alive }) => [reason, alive.length])).toEqual([
    ['equal', 1],
    ['elsewhere', 0],
  ]);
  expect(unexplained.map(({ line }) => line)).toEqual([2]);
});

describe('the page', () => {
  const page = 'before\n<!-- mutation: written by npm run test:mutation -->\nold\n<!-- /mutation -->\nafter\n';

  test('keeps the text outside the marks', () => {
    const again = replaceSummary(replaceSummary(page, 'new'), 'newer');
    expect(again).toBe(
      'before\n<!-- mutation: written by npm run test:mutation -->\n\nnewer\n\n<!-- /mutation -->\nafter\n',
    );
    expect(() => replaceSummary('no marks', 'new')).toThrow('no <!-- mutation');
  });

  test('has each file, their sum, and unexplained surviving mutants', () => {
    expect(summaryOf(report, [], 'Today:')).toBe(
      [
        'Today:',
        [
          '| file | killed | survived | score |',
          '|---|---|---|---|',
          '| `a.ts` | 1 | 2 | 33.3 % |',
          '| `b.ts` | 1 | 0 | 100.0 % |',
          '| together | 2 | 2 | 50.0 % |',
        ].join('\n'),
        '- Without a reason:\n  - `a.ts` 2: `const b = a < 2;` → `true`\n  - `a.ts` 3: `a < 2` → `true`',
      ].join('\n\n'),
    );
  });

  test('names parts without results, and files that changed since', () => {
    expect(gapsText({ missing: [], changed: [] })).toBe('');
    expect(gapsText({ missing: ['time', 'c.ts'], changed: ['shared/domain/month/a.ts'] })).toBe(
      '\nWithout results: `time`, `c.ts`.\nChanged since their results: `a.ts`.',
    );
  });

  test('puts code with a backtick into double backticks', () => {
    const place = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
    const alive = { mutatorName: 'm', replacement: '`b`', status: 'Survived', location: place };
    expect(summaryOf({ files: { 'c.ts': { source: 'a', mutants: [alive] } } }, [], 'Today:')).toContain(
      '`a` → `` `b` ``',
    );
  });
});
