/**
 * Money is whole minor units of a currency (cents, yen), as `bigint` while it is worked on and as a safe integer outside.
 * Nothing here is ever a float (semantics, section 8).
 */

/** `numerator / denominator` rounded to the nearest whole, a half to the even one; for amounts that are not negative. */
export const divideHalfEven = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
};

/** `numerator / denominator` rounded down; for amounts that are not negative. */
export const divideDown = (numerator: bigint, denominator: bigint): bigint => numerator / denominator;

/** The amount as JSON carries it, or undefined if JSON does not carry it exactly. */
export const asMinor = (amount: bigint): number | undefined =>
  amount <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(amount) : undefined;

/**
 * `amount × numerator / denominator`, rounded half to even; undefined if JSON does not carry it exactly. A product that a double
 * carries exactly is divided as whole numbers.
 */
export const shareHalfEven = (amount: number, numerator: number | bigint, denominator: number): number | undefined => {
  const product = typeof numerator === 'bigint' ? Number.NaN : amount * numerator;
  if (!Number.isSafeInteger(product)) {
    return asMinor(divideHalfEven(BigInt(amount) * BigInt(numerator), BigInt(denominator)));
  }
  const rest = product % denominator;
  const quotient = (product - rest) / denominator;
  const up = rest * 2 > denominator || (rest * 2 === denominator && quotient % 2 === 1);
  return up ? quotient + 1 : quotient;
};

/**
 * `amount × numerator / denominator`, rounded down. A product that a double carries exactly is divided as whole numbers, which is
 * exact and ten times faster; a share beyond what JSON carries is far above any fee, and the fee decides.
 */
export const shareDown = (amount: number, numerator: number, denominator: number): number => {
  const product = amount * numerator;
  return Number.isSafeInteger(product)
    ? (product - (product % denominator)) / denominator
    : Number(divideDown(BigInt(amount) * BigInt(numerator), BigInt(denominator)));
};
