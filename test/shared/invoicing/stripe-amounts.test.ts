import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  divideByWeights,
  divideFurther,
  stripeAmount,
  stripeLineAmounts,
} from '../../../shared/invoicing/stripe-amounts.ts';

it.each([
  ['USD', 2, 22_580, 22_580],
  ['JPY', 0, 22_580, 22_580],
  ['ISK', 0, 1500, 150_000],
  ['UGX', 0, 1500, 150_000],
  ['MGA', 2, 1500, 15],
  ['MGA', 2, 1450, 14],
  ['MGA', 2, 1550, 16],
  ['KWD', 3, 22_584, 22_580],
  ['KWD', 3, 22_585, 22_580],
  ['KWD', 3, 22_595, 22_600],
  ['KWD', 3, 22_586, 22_590],
])('converts %s with %i decimals: %i is %i in Stripe', (currency, exponent, minor, expected) => {
  expect(stripeAmount(minor, currency, exponent)).toBe(expected);
});

it('rounds lines so that they add up to the rounded total', () => {
  const minor = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(fc.array(minor, { minLength: 1, maxLength: 8 }), (amounts) => {
      const lines = stripeLineAmounts(amounts, 'BHD', 3);
      const total = amounts.reduce((sum, amount) => sum + amount, 0);
      expect(lines.reduce((sum, amount) => sum + amount, 0)).toBe(stripeAmount(total, 'BHD', 3));
      for (const [place, amount] of lines.entries()) {
        expect(amount % 10).toBe(0);
        expect(Math.abs(amount - (amounts[place] ?? 0))).toBeLessThanOrEqual(10);
      }
    }),
  );
});

it('divides an amount by weights without a rest', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), weights, (amount, by) => {
      const parts = divideByWeights(amount, by);
      const total = by.reduce((sum, weight) => sum + weight, 0);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
      for (const [place, part] of parts.entries())
        expect(Math.abs(part - (amount * (by[place] ?? 0)) / total)).toBeLessThan(1);
    }),
  );
});

it('two credit notes of all fees fit into each charge', () => {
  const weights = [333_334, 333_333, 333_333];
  const first = divideFurther(89_946, 0, weights);
  const second = divideFurther(910_054, 89_946, weights);
  expect(first.map((part, place) => part + (second[place] ?? 0))).toEqual(weights);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 50, max: 1e6 }), { minLength: 1 }),
      fc.double({ min: 0, max: 1 }),
      (each, share) => {
        const total = each.reduce((sum, weight) => sum + weight, 0);
        const before = Math.floor(total * (Number.isNaN(share) ? 0 : share) * 0.5);
        const [one, two] = [divideFurther(before, 0, each), divideFurther(total - before, before, each)];
        expect(one.map((part, place) => part + (two[place] ?? 0))).toEqual(each);
      },
    ),
  );
});
