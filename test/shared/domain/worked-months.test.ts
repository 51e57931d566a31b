import { describe, expect, test } from 'vitest';
import { audit } from '../../../shared/domain/audit.ts';
import type { Statement } from '../../../shared/domain/statement.ts';
import { auditOf, seams } from '../../support/explained.ts';
import { statements } from '../../support/month.ts';
import { randomMonths, workedMonths } from '../../support/worked-months.ts';

const withoutWhy = ({ explanation: _, ...figures }: Statement): object => figures;

describe('a month gives its statements, to the byte, and explanations that add up to them', () => {
  test.each([...workedMonths, ...randomMonths])('$title', ({ case: input, statements: expected }) => {
    const given = statements(input);
    expect(given.map(withoutWhy)).toEqual(expected);
    expect(JSON.stringify(given.map(withoutWhy))).toBe(JSON.stringify(expected));
    expect(given.map((one) => Object.keys(one).at(-1))).toEqual(given.map(() => 'explanation'));
    expect(given.map(({ explanation }) => audit(explanation))).toEqual(given.map(auditOf));
    expect(given.flatMap(({ explanation }) => seams(explanation))).toEqual([]);
  });

  test('those worked out by hand are all there, and so are those drawn at random', () => {
    expect([workedMonths.length, randomMonths.length]).toEqual([47, 400]);
  });
});
