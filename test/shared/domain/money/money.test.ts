import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess } from '../../../../shared/domain/month/assessment.ts';
import { evaluateInput } from '../../../../shared/domain/evaluate-input.ts';
import {
  asMinor,
  divideDown,
  divideHalfEven,
  shareDown,
  shareHalfEven,
} from '../../../../shared/domain/money/money.ts';
import { InvalidInput } from '../../../../shared/lib/validation.ts';
import {
  aCustomer,
  aMonth,
  aPolicy,
  down,
  perPeriod,
  statement,
  type WireCredit,
} from '../../../support/builders/month-builder.ts';

const amount = fc.bigInt({ min: 0n, max: 10n ** 20n });
const divisor = fc.bigInt({ min: 1n, max: 10n ** 6n });

/** The slow model: of the two whole numbers around the quotient the nearer one, or the even one of the two. */
const nearest = (numerator: bigint, denominator: bigint): bigint => {
  const low = numerator / denominator;
  const [below, above] = [numerator - low * denominator, (low + 1n) * denominator - numerator];
  if (below !== above) return below < above ? low : low + 1n;
  return [low, low + 1n].find((whole) => whole % 2n === 0n) ?? low;
};

describe('rounding half to even', () => {
  test('takes the nearest whole number, of two the even one', () => {
    fc.assert(
      fc.property(amount, divisor, (numerator, denominator) => {
        expect(divideHalfEven(numerator, denominator)).toBe(nearest(numerator, denominator));
      }),
    );
  });

  test('meets a half often enough: by 2 every other number is one', () => {
    fc.assert(
      fc.property(amount, (numerator) => {
        expect(divideHalfEven(numerator, 2n)).toBe(nearest(numerator, 2n));
        expect(divideHalfEven(numerator, 2n) % 2n).toBe(numerator % 2n === 0n ? (numerator / 2n) % 2n : 0n);
      }),
    );
  });

  test.each([
    { of: 1n, by: 2n, gives: 0n },
    { of: 3n, by: 2n, gives: 2n },
    { of: 5n, by: 2n, gives: 2n },
    { of: 7n, by: 2n, gives: 4n },
    { of: 24_999n, by: 10_000n, gives: 2n },
    { of: 25_000n, by: 10_000n, gives: 2n },
    { of: 25_001n, by: 10_000n, gives: 3n },
    { of: 35_000n, by: 10_000n, gives: 4n },
  ])('$of / $by is $gives', ({ of, by, gives }) => {
    expect(divideHalfEven(of, by)).toBe(gives);
  });
});

test('rounding down is never above, and less than one below', () => {
  fc.assert(
    fc.property(amount, divisor, (numerator, denominator) => {
      const low = divideDown(numerator, denominator);
      expect(low * denominator <= numerator && numerator < (low + 1n) * denominator).toBe(true);
    }),
  );
});

describe('a share of an amount', () => {
  const minor = fc.oneof(fc.nat(), fc.maxSafeNat());
  const bps = fc.oneof(fc.nat({ max: 20_000 }), fc.maxSafeNat());
  const parts = fc.constantFrom(1, 2, 3, 28, 29, 30, 31, 10_000);

  test('is exact however large the product is', () => {
    fc.assert(
      fc.property(minor, bps, parts, (amount, numerator, denominator) => {
        const product = BigInt(amount) * BigInt(numerator);
        expect(shareDown(amount, numerator, denominator)).toBe(Number(divideDown(product, BigInt(denominator))));
        for (const same of [numerator, BigInt(numerator)]) {
          expect(shareHalfEven(amount, same, denominator)).toBe(asMinor(nearest(product, BigInt(denominator))));
        }
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  { amount: 2n ** 53n - 1n, minor: 9_007_199_254_740_991 },
  { amount: 2n ** 53n, minor: undefined },
  { amount: 0n, minor: 0 },
])('$amount minor units are $minor in JSON', ({ amount, minor }) => {
  expect(asMinor(amount)).toBe(minor);
});

/** Downtime of 60 whole blocks of a minute: 60 credits. */
const paid = (amountMinor: number, credit: WireCredit) =>
  statement({
    policy: aPolicy({ credit }),
    facts: [down('14T17:00', '14T18:00')],
    customers: [aCustomer({ serviceFees: { amountMinor, currency: 'USD' } })],
  });
const minutes = (change: Partial<ReturnType<typeof perPeriod>>) =>
  perPeriod({ longerThan: 'PT0S', block: 'PT1M', ...change });

describe('a month’s amount', () => {
  test.each([
    { fee: 100_000, rateBps: 5, cap: null, uncapped: 3000, capMinor: null, due: 3000, why: 'without a cap' },
    {
      fee: 100_000,
      rateBps: 200,
      cap: null,
      uncapped: 120_000,
      capMinor: null,
      due: 100_000,
      why: 'never above the fee',
    },
    {
      fee: 100_000,
      rateBps: 5,
      cap: { bps: 299 },
      uncapped: 3000,
      capMinor: 2990,
      due: 2990,
      why: 'never above the cap',
    },
    {
      fee: 999,
      rateBps: 100,
      cap: { bps: 3333 },
      uncapped: 599,
      capMinor: 332,
      due: 332,
      why: 'a cap is rounded down',
    },
    {
      fee: 100_000,
      rateBps: 200,
      cap: { bps: 20_000 },
      uncapped: 120_000,
      capMinor: 200_000,
      due: 100_000,
      why: 'a cap above the fee',
    },
    {
      fee: 31_000,
      rateBps: 200,
      cap: { serviceFeeDays: 7 },
      uncapped: 37_200,
      capMinor: 7000,
      due: 7000,
      why: 'a week of fees',
    },
    {
      fee: 30_999,
      rateBps: 200,
      cap: { serviceFeeDays: 1 },
      uncapped: 37_199,
      capMinor: 999,
      due: 999,
      why: 'a day, rounded down',
    },
    { fee: 100_000, rateBps: 5, cap: { bps: 0 }, uncapped: 3000, capMinor: 0, due: 0, why: 'a cap of nothing' },
    { fee: 0, rateBps: 5, cap: null, uncapped: 0, capMinor: null, due: 0, why: 'a fee of nothing' },
    { fee: 50, rateBps: 5, cap: null, uncapped: 2, capMinor: null, due: 2, why: '1.5 is 2' },
    { fee: 250, rateBps: 1, cap: null, uncapped: 2, capMinor: null, due: 2, why: '1.5 is 2, once more' },
    { fee: 7500, rateBps: 1, cap: null, uncapped: 45, capMinor: null, due: 45, why: 'exact' },
    { fee: 8416, rateBps: 1, cap: null, uncapped: 50, capMinor: null, due: 50, why: '50.496 is 50' },
    { fee: 2750, rateBps: 10, cap: null, uncapped: 165, capMinor: null, due: 165, why: 'exact again' },
    { fee: 75, rateBps: 100, cap: null, uncapped: 45, capMinor: null, due: 45, why: 'small, and exact' },
    { fee: 750, rateBps: 1, cap: null, uncapped: 4, capMinor: null, due: 4, why: '4.5 is 4' },
  ])('$why: $due', ({ fee, rateBps, cap, uncapped, capMinor, due }) => {
    expect(paid(fee, minutes({ rateBps, cap }))).toMatchObject({ uncappedMinor: uncapped, capMinor, amountMinor: due });
  });
});

test('an amount before capping that JSON does not carry is refused, with the fee', () => {
  const { month, customer } = evaluateInput(aMonth({ facts: [down('14T00:00', '20T00:00')] }))[0] ?? {};
  if (month === undefined || customer === undefined) throw new Error('the case has no customer');
  const amountMinor = Number.MAX_SAFE_INTEGER;
  expect(() => assess(month, { ...customer, serviceFees: { amountMinor, currency: 'USD' } })).toThrow(
    new InvalidInput([
      {
        at: 'serviceFees.amountMinor',
        rule: 'the amount before capping is more than JSON carries exactly',
        value: amountMinor,
      },
    ]),
  );
});
