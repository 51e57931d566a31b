import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUnder, parsePercentage } from '../../../../shared/domain/money/percentage.ts';

const limit = (written: string) => {
  const read = parsePercentage(written);
  if (read === undefined) throw new Error(`${written} is no percentage`);
  return read;
};

describe('under a percentage', () => {
  test.each([
    { part: 999, whole: 1000, of: '99.9', under: false },
    { part: 998, whole: 1000, of: '99.9', under: true },
    { part: 2_678_399_999, whole: 2_678_400_000, of: '100', under: true },
    { part: 2_675_721_600, whole: 2_678_400_000, of: '99.9', under: false },
    { part: 2_675_721_599, whole: 2_678_400_000, of: '99.9', under: true },
    { part: 1, whole: 3, of: '33.333333333333333333333333333333', under: false },
    { part: 1, whole: 3, of: '33.333333333333333333333333333334', under: true },
    { part: 0, whole: 5, of: '0', under: false },
    { part: 0, whole: 0, of: '100', under: false },
  ])('$part of $whole under $of %: $under', ({ part, whole, of, under }) => {
    expect(isUnder(part, whole, limit(of))).toBe(under);
  });

  test('is compared exactly, however many digits there are', () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 20n });
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1 }), (scaled, some, whole) => {
        const part = some % (whole + 1);
        const padded = String(scaled).padStart(19, '0');
        const of = limit(`${padded.slice(0, -18)}.${padded.slice(-18)}`);
        expect(isUnder(part, whole, of)).toBe(BigInt(part) * 10n ** 20n < scaled * BigInt(whole));
      }),
    );
  });
});

test.each(['0', '100', '99.9', '100.000', '0.05', '007', '99.99999999999999999999'])(
  '%s is a percentage',
  (written) => {
    expect(parsePercentage(written)).toMatchObject({ written });
  },
);

test.each(['', '-1', '+1', '100.1', '101', '99,9', '99.', '.5', '1e1', '99.9%', ' 99', '99.9\n', 'Infinity', '٩'])(
  '%j is none',
  (written) => {
    expect(parsePercentage(written)).toBeUndefined();
  },
);
