import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { goodwillAmount } from '../../../../shared/domain/statement/goodwill.ts';

const minor = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

test('goodwill is the sum of grants, limited to the remaining fees', () => {
  fc.assert(
    fc.property(fc.array(minor, { maxLength: 6 }), minor, minor, (amounts, feesMinor, of) => {
      const computedMinor = feesMinor === 0 ? 0 : of % (feesMinor + 1);
      const grants = amounts.map((amountMinor) => ({ amountMinor }));
      const exact = amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
      const left = BigInt(feesMinor) - BigInt(computedMinor);
      expect(BigInt(goodwillAmount(grants, feesMinor, computedMinor))).toBe(exact < left ? exact : left);
    }),
  );
});

test.each([
  ['one grant', [3000], 100_000, 5000, 3000],
  ['two grants add up', [3000, 2000], 100_000, 5000, 5000],
  ['limited to the fees', [99_000], 100_000, 5000, 95_000],
  ['nothing beside a credit of all fees', [3000], 5000, 5000, 0],
  ['no grant', [], 100_000, 5000, 0],
])('goodwill: %s', (_, amounts, feesMinor, computedMinor, expected) => {
  const grants = amounts.map((amountMinor) => ({ amountMinor }));
  expect(goodwillAmount(grants, feesMinor, computedMinor)).toBe(expected);
});
