import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { type Statement, statementSchema } from '../../../../shared/domain/statement/statement.ts';
import { verifyExplanation } from '../../../../shared/domain/statement/verify-explanation.ts';
import { drawnOf } from '../../../support/builders/draw-count.ts';
import { statements } from '../../../support/builders/month-builder.ts';
import { randomMonths, workedMonths } from '../../../support/builders/worked-months.ts';

const figures = ({ explanation: _, ...rest }: Statement): object => rest;

describe('a month gives its statements', () => {
  test.each([...workedMonths, ...drawnOf(randomMonths)])('$title', ({ case: input, statements: expected }) => {
    const given = statements(input);
    expect(JSON.stringify(given.map(figures))).toBe(JSON.stringify(expected));
    expect(given.flatMap((one) => verifyExplanation(one) ?? [])).toEqual([]);
    expect(given.map((one) => z.parse(statementSchema, JSON.parse(JSON.stringify(one))))).toEqual(given);
  });

  test('for all worked and random months', () => {
    expect([workedMonths.length, randomMonths.length]).toEqual([76, 600]);
  });
});
