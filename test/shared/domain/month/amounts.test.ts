import { describe, expect, test } from 'vitest';
import { fraction } from '../../../../shared/domain/money/fraction.ts';
import { amountsOf } from '../../../../shared/domain/month/amounts.ts';
import { type Cap, fractionOf } from '../../../../shared/domain/policy/share.ts';

const USD = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
const amounts = (fee: number, bps: number, caps: readonly Cap[], payableAbove: number | null = null) =>
  amountsOf(
    USD(fee),
    fraction(bps, 10_000),
    { caps: [...caps], payableAbove: payableAbove === null ? null : USD(payableAbove) },
    31,
  );

describe('an amount is', () => {
  test.each([
    { title: 'uncapped without caps', fee: 100_000, bps: 300, caps: [], is: [3000, null, 3000] },
    { title: 'never above the fee', fee: 100_000, bps: 12_000, caps: [], is: [120_000, null, 100_000] },
    { title: 'never above a cap', fee: 100_000, bps: 300, caps: [{ bps: 299 }], is: [3000, 2990, 2990] },
    { title: 'capped after rounding down', fee: 999, bps: 6000, caps: [{ bps: 3333 }], is: [599, 332, 332] },
    {
      title: 'capped by a week of fees',
      fee: 31_000,
      bps: 12_000,
      caps: [{ serviceFeeDays: 7 }],
      is: [37_200, 7000, 7000],
    },
    { title: 'capped by an amount', fee: 100_000, bps: 300, caps: [USD(2999)], is: [3000, 2999, 2999] },
    {
      title: 'capped by the smallest cap',
      fee: 100_000,
      bps: 300,
      caps: [{ bps: 500 }, USD(100)],
      is: [3000, 100, 100],
    },
    { title: 'the fee below a higher cap', fee: 100, bps: 20_000, caps: [{ bps: 15_000 }], is: [200, 150, 100] },
    { title: 'zero with a cap of zero', fee: 100_000, bps: 300, caps: [{ bps: 0 }], is: [3000, 0, 0] },
    { title: 'rounded half to even', fee: 750, bps: 60, caps: [], is: [4, null, 4] },
  ])('$title', ({ fee, bps, caps, is }) => {
    const made = amounts(fee, bps, caps);
    expect([made?.uncappedMinor, made?.capMinor, made?.amountMinor]).toEqual(is);
  });

  test('paid only above the smallest payable amount', () => {
    expect(amounts(100_000, 1, [], 10)).toMatchObject({ cappedMinor: 10, amountMinor: 0 });
    expect(amounts(100_000, 1, [], 9)).toMatchObject({ cappedMinor: 10, amountMinor: 10 });
  });

  test('rejected where a number cannot hold it', () => {
    expect(amounts(Number.MAX_SAFE_INTEGER, 10_000, [])?.uncappedMinor).toBe(Number.MAX_SAFE_INTEGER);
    expect(amounts(Number.MAX_SAFE_INTEGER, 20_000, [])).toBeUndefined();
  });
});

test.each([
  { share: { bps: 250 }, is: fraction(250, 10_000) },
  { share: { serviceFeeDays: 3 }, is: fraction(3, 31) },
  { share: { serviceFeeDays: 3, of: 'month' as const }, is: fraction(3, 31) },
  { share: { serviceFeeDays: 3, of: '30-days' as const }, is: fraction(3, 30) },
  { share: { serviceFeeDays: 3, of: 'year' as const }, is: fraction(36, 365) },
])('a share of $share.bps bps or $share.serviceFeeDays days is exact', ({ share, is }) => {
  expect(fractionOf(share, 31)).toEqual(is);
});
