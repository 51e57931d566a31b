import { describe, expect, test } from 'vitest';
import { counts, type Results, score, survivors } from './mutation-results.ts';
import { explained, summaryOf, written } from './mutation-summary.ts';

const source = 'const a = 1;\nconst b =\n  a < 2;\n';
const mutant = (status: string, line: number, column: number, endLine: number, endColumn: number) => ({
  mutatorName: 'any',
  replacement: 'true',
  status,
  location: { start: { line, column }, end: { line: endLine, column: endColumn } },
});
const results: Results = {
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

test('a mutant that ran for ever is dead, one that nothing ran lives, and one that could not run is none', () => {
  expect(counts(results)).toEqual([
    { file: 'shared/domain/a.ts', killed: 1, survived: 2 },
    { file: 'shared/domain/b.ts', killed: 1, survived: 0 },
  ]);
  expect(score(counts(results))).toBe(50);
});

test('a survivor says where it is and what it changes, in one line; they are in the order of the lines', () => {
  expect(survivors(results)).toEqual([
    { file: 'shared/domain/a.ts', line: 2, from: 'const b = a < 2;', to: 'true' },
    { file: 'shared/domain/a.ts', line: 3, from: 'a < 2', to: 'true' },
  ]);
});

test('a reason explains the changes that it lists, in the file that it lists', () => {
  const reasons = [
    { reason: 'equal', mutants: [['a.ts', 'a < 2 → true']] as const },
    { reason: 'elsewhere', mutants: [['b.ts', 'const b = a < 2; → true']] as const },
  ];
  const { groups, unexplained } = explained(survivors(results), reasons);
  expect(groups.map(({ reason, alive }) => [reason, alive.length])).toEqual([
    ['equal', 1],
    ['elsewhere', 0],
  ]);
  expect(unexplained.map(({ line }) => line)).toEqual([2]);
});

describe('the page', () => {
  const page = 'before\n<!-- mutation: written by npm run test:mutation -->\nold\n<!-- /mutation -->\nafter\n';

  test('keeps all but what stands between the marks', () => {
    const again = written(written(page, 'new'), 'newer');
    expect(again).toBe(
      'before\n<!-- mutation: written by npm run test:mutation -->\n\nnewer\n\n<!-- /mutation -->\nafter\n',
    );
    expect(() => written('no marks', 'new')).toThrow('no <!-- mutation');
  });

  test('has a line for each file, their sum, and the survivors that have no reason', () => {
    expect(summaryOf(results, [], 'Today:')).toBe(
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
});
