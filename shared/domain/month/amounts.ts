import type { Fees } from '../facts/customer.ts';
import type { Fraction } from '../money/fraction.ts';
import { asMinor, shareDown, shareHalfEven } from '../money/money.ts';
import type { Policy } from '../policy/policy.ts';
import { type Cap, fractionOf } from '../policy/share.ts';

/** The amounts of a credit in minor units (`docs/rules.md §8`). */
export type Amounts = {
  readonly uncappedMinor: number;
  /** One amount for each cap of the policy. */
  readonly capsMinor: readonly number[];
  readonly capMinor: number | null;
  /** The smallest of the uncapped amount, the caps and the fee. */
  readonly cappedMinor: number;
  /** The capped amount, or 0 if it is not above the policy's `payableAbove`. */
  readonly amountMinor: number;
};

/** Returns a credit in money; undefined if a number cannot hold the uncapped amount exactly. */
export const amountsOf = (
  { amountMinor: feeMinor }: Fees,
  share: Fraction,
  { caps, payableAbove }: Pick<Policy, 'caps' | 'payableAbove'>,
  daysInMonth: number,
): Amounts | undefined => {
  const fee = BigInt(feeMinor);
  const uncappedMinor = share.numerator === 0n ? 0 : asMinor(shareHalfEven(fee, share));
  if (uncappedMinor === undefined) return undefined;
  const capsMinor = caps.map((cap) => capOf(cap, fee, daysInMonth));
  const capMinor = capsMinor.length === 0 ? null : Math.min(...capsMinor);
  const cappedMinor = Math.min(uncappedMinor, capMinor ?? Infinity, feeMinor);
  const isPayable = payableAbove === null || cappedMinor > payableAbove.amountMinor;
  return { uncappedMinor, capsMinor, capMinor, cappedMinor, amountMinor: isPayable ? cappedMinor : 0 };
};

/** A share that a number cannot hold exactly is far above any fee. The fee decides then. */
const capOf = (cap: Cap, fee: bigint, daysInMonth: number): number =>
  'amountMinor' in cap ? cap.amountMinor : Number(shareDown(fee, fractionOf(cap, daysInMonth)));
