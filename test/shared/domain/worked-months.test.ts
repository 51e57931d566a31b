import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { audit } from '../../../shared/domain/audit.ts';
import { evaluateCase } from '../../../shared/domain/case.ts';
import { figuresOf, type Statement } from '../../../shared/domain/statement.ts';
import { auditOf, seams } from '../../support/explained.ts';
import { statements } from '../../support/month.ts';
import { randomMonths, workedMonths } from '../../support/worked-months.ts';

const EVERY = [...workedMonths, ...randomMonths];

describe('months worked out by hand', () => {
  test.each(workedMonths)('$title', ({ case: input, statements }) => {
    expect(evaluateCase(input).map(figuresOf)).toEqual(statements);
  });

  test('are all there', () => {
    expect(workedMonths).toHaveLength(47);
  });
});

describe('months drawn at random', () => {
  test.each(randomMonths)('$title', ({ case: input, statements }) => {
    expect(evaluateCase(input).map(figuresOf)).toEqual(statements);
  });

  test('are all there', () => {
    expect(randomMonths).toHaveLength(400);
  });
});

/** The title of the first month of which something does not hold. */
const failing = (holds: (stated: readonly Statement[], expected: readonly unknown[]) => boolean): string | undefined =>
  EVERY.find(({ case: input, statements: expected }) => !holds(statements(input), expected))?.title;

const withoutWhy = ({ explanation: _, ...figures }: Statement): object => figures;

describe('in each of them', () => {
  test('the keys have the order of the rules, to the byte, and the explanation comes after them', () => {
    expect(
      failing((given, expected) => {
        const explained = given.every((statement) => Object.keys(statement).at(-1) === 'explanation');
        return explained && JSON.stringify(given.map(withoutWhy)) === JSON.stringify(expected);
      }),
    ).toBeUndefined();
  });

  test('the explanation, added up again, gives the statement', () => {
    expect(
      failing((given) => given.every((one) => isDeepStrictEqual(audit(one.explanation), auditOf(one)))),
    ).toBeUndefined();
  });

  test('the stretches divide the month without gap or overlap', () => {
    expect(failing((given) => given.every(({ explanation }) => seams(explanation).length === 0))).toBeUndefined();
  });
});
