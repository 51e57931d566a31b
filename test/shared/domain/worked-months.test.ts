import { describe, expect, test } from 'vitest';
import { verifyExplanation } from '../../../shared/domain/statement/verify-explanation.ts';
import type { Statement } from '../../../shared/domain/statement/statement.ts';
import { auditOf, seams } from '../../support/builders/explanation-checks.ts';
import { statements } from '../../support/builders/month-builder.ts';
import { randomMonths, workedMonths } from '../../support/builders/worked-months.ts';

const withoutWhy = ({ explanation: _, ...figures }: Statement): object => figures;

describe('a month gives its statements, to the byte, and explanations that add up to them', () => {
  test.each([...workedMonths, ...randomMonths])('$title', ({ case: input, statements: expected }) => {
    const given = statements(input);
    expect(given.map(withoutWhy)).toEqual(expected);
    expect(JSON.stringify(given.map(withoutWhy))).toBe(JSON.stringify(expected));
    expect(given.map((one) => Object.keys(one).at(-1))).toEqual(given.map(() => 'explanation'));
    expect(given.map(({ explanation }) => verifyExplanation(explanation))).toEqual(given.map(auditOf));
    expect(given.flatMap(({ explanation }) => seams(explanation))).toEqual([]);
  });

  test('those worked out by hand are all there, and so are those drawn at random', () => {
    expect([workedMonths.length, randomMonths.length]).toEqual([47, 400]);
  });
});
