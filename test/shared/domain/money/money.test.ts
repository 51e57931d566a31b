import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fraction } from '../../../../shared/domain/money/fraction.ts';
import { asMinor, divideHalfEven, shareDown, shareHalfEven } from '../../../../shared/domain/money/money.ts';

const amount = fc.bigInt({ min: 0n, max: 10n ** 20n });
const divisor = fc.bigInt({ min: 1n, max: 10n ** 6n });

/** The model: the nearer of the two whole numbers around the quotient, or the even one. */
const nearest = (numerator: bigint, denominator: bigint): bigint => {
  const low = numerator / denominator;
  const [below, above] = [numerator - low * denominator, (low + 1n) * denominator - numerator];
  if (below !== above) return below < above ? low : low + 1n;
  return [low, low + 1n].find((whole) => whole % 2n === 0n) ?? low;
};

describe('rounding half to even', () => {
  test('takes the nearest whole number, or the even one', () => {
    fc.assert(
      fc.property(amount, divisor, (numerator, denominator) => {
        expect(divideHalfEven(numerator, denominator)).toBe(nearest(numerator, denominator));
        expect(divideHalfEven(numerator, 2n)).toBe(nearest(numerator, 2n));
      }),
    );
  });

  test.each([
    { of: 1n, by: 2n, gives: 0n },
    { of: 3n, by: 2n, gives: 2n },
    { of: 5n, by: 2n, gives: 2n },
    { of: 24_999n, by: 10_000n, gives: 2n },
    { of: 25_000n, by: 10_000n, gives: 2n },
    { of: 25_001n, by: 10_000n, gives: 3n },
    { of: 35_000n, by: 10_000n, gives: 4n },
  ])('$of / $by is $gives', ({ of, by, gives }) => {
    expect(divideHalfEven(of, by)).toBe(gives);
  });
});

test('a share is the exact product, rounded once', () => {
  fc.assert(
    fc.property(amount, amount, divisor, (fee, numerator, denominator) => {
      const share = fraction(numerator, denominator);
      expect(shareHalfEven(fee, share)).toBe(nearest(fee * numerator, denominator));
      expect(shareDown(fee, share)).toBe((fee * numerator) / denominator);
    }),
  );
});

test.each([
  { amount: 2n ** 53n - 1n, minor: 9_007_199_254_740_991 },
  { amount: 2n ** 53n, minor: undefined },
  { amount: 0n, minor: 0 },
])('$amount minor units are $minor as a number', ({ amount: units, minor }) => {
  expect(asMinor(units)).toBe(minor);
});
