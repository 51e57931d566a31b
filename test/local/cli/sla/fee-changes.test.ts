import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feeAmounts, isLargeChange, sumByCurrency } from '../../../../local/cli/sla/fee-changes.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
const change = (old: ReturnType<typeof usd>[] | undefined, next: ReturnType<typeof usd>[]) => ({
  line: 2,
  id: 'acme',
  old,
  new: next,
});
const amount = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

describe('a large change of fees', () => {
  test('is one of more than a fifth of the fees before', () => {
    fc.assert(
      fc.property(amount, amount, (before, after) => {
        const difference = BigInt(before) > BigInt(after) ? before - after : after - before;
        expect(isLargeChange(change([usd(before)], [usd(after)]))).toBe(5n * BigInt(difference) > BigInt(before));
      }),
    );
  });

  test.each([
    ['exactly 20 % more', [usd(1000)], [usd(1200)], false],
    ['a little more than 20 %', [usd(1000)], [usd(1201)], true],
    ['a new customer', undefined, [usd(1000)], false],
    ['fees that vanish', [usd(1000)], [], true],
    ['fees that appear', [], [usd(1000)], true],
    ['another currency', [usd(1000)], [{ amountMinor: 1000, currency: 'EUR' }], true],
    ['no fees before and after', [], [], false],
  ])('is decided for %s', (_, old, next, isLarge) => {
    expect(isLargeChange(change(old, next))).toBe(isLarge);
  });
});

test('the fees of a record are summed over its services', () => {
  expect(feeAmounts({ serviceFees: usd(5) })).toEqual([usd(5)]);
  expect(feeAmounts({ services: [{ serviceFees: usd(5) }, {}, { serviceFees: usd(7) }] })).toEqual([usd(12)]);
  expect(feeAmounts({ name: 'Acme' })).toEqual([]);
  expect(sumByCurrency([usd(1), { amountMinor: 2, currency: 'EUR' }, usd(3)])).toEqual([
    { amountMinor: 2, currency: 'EUR' },
    usd(4),
  ]);
});
