import type { Fraction } from './fraction.ts';

/**
 * Money is whole minor units of a currency (cents, yen): `bigint` in calculations, a safe integer outside.
 * No amount is ever a float (`docs/rules.md §8`).
 */

/** Returns `numerator / denominator` rounded to the nearest whole number, a half to the even one. Needs both not negative. */
export const divideHalfEven = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
};

/** Returns a share of an amount, rounded half to even. */
export const shareHalfEven = (amount: bigint, { numerator, denominator }: Fraction): bigint =>
  divideHalfEven(amount * numerator, denominator);

/** Returns a share of an amount, rounded down. */
export const shareDown = (amount: bigint, { numerator, denominator }: Fraction): bigint =>
  (amount * numerator) / denominator;

/** Returns the amount as a number, or undefined if a number cannot hold it exactly. */
export const asMinor = (amount: bigint): number | undefined =>
  amount <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(amount) : undefined;
