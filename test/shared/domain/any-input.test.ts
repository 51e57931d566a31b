import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as made from '../../support/builders/arbitrary-month.ts';
import { aMonth, aPolicy, faultsOf, statements } from '../../support/builders/month-builder.ts';
import { workedMonths } from '../../support/builders/worked-months.ts';

describe('whatever stands in a case, the answer is statements or a refusal', () => {
  /** The case with one value, anywhere in it, replaced. */
  const replaced = (value: unknown, path: readonly number[], by: unknown): unknown => {
    const [step = 0, ...rest] = path;
    if (path.length === 0 || typeof value !== 'object' || value === null) return by;
    const keys = Object.keys(value);
    const key = keys[step % (keys.length || 1)];
    const changed = Object.entries(value).map(([k, v]): [string, unknown] => [
      k,
      k === key ? replaced(v, rest, by) : v,
    ]);
    return Array.isArray(value) ? changed.map(([, v]) => v) : Object.fromEntries(changed);
  };
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      '9999-12',
      '0000-01',
      '9999-12-31T23:59:59.999Z',
      '0000-01-01T00:00:00.000Z',
      'P100000000D',
      2 ** 53,
      -1,
      0,
      '100',
    ),
  );

  test('with one value replaced by any other', () => {
    const cases = fc.oneof(made.arbitraryMonth, fc.constantFrom(...workedMonths.map(({ case: input }) => input)));
    fc.assert(
      fc.property(cases, fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 4 }), odd, (input, path, by) => {
        const other = replaced(input, path, by);
        // Anything thrown that is no refusal fails the test.
        const answer = faultsOf(other).length === 0 ? statements(other) : faultsOf(other);
        expect(JSON.stringify(answer)).toMatch(/^\[/u);
      }),
      { numRuns: 400 },
    );
  });

  test.each(['0000-01', '0001-01', '9999-11', '9999-12'])('in %s, as far away as a month may be', (month) => {
    expect(faultsOf(aMonth({ month, policy: aPolicy({ timeZone: 'America/Los_Angeles' }) }))).toEqual([]);
  });
});
