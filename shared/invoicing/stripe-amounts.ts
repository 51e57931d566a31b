import { divideHalfEven } from '../domain/money/money.ts';

/**
 * Stripe's decimals where they differ from ISO 4217 (https://docs.stripe.com/currencies).
 * ISK and UGX have two, which must be 00. MGA has none.
 */
const STRIPE_EXPONENTS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };
/** Stripe accepts an amount of three decimals only as a multiple of 10. */
const THREE_DECIMALS_STEP = 10n;

/** Returns an amount in Stripe's units. `exponent` is that of `amountMinor`; halves are rounded to the even one. */
export const stripeAmount = (amountMinor: number, currency: string, exponent: number): number => {
  const { numerator, denominator, step } = scaleOf(currency, exponent);
  return Number(divideHalfEven(BigInt(amountMinor) * numerator, denominator * step) * step);
};

/** A minor unit is `numerator / denominator` of Stripe's unit; amounts are multiples of `step`. */
const scaleOf = (currency: string, exponent: number) => {
  const stripeExponent =
    (Object.hasOwn(STRIPE_EXPONENTS, currency) ? STRIPE_EXPONENTS[currency] : undefined) ?? exponent;
  return {
    numerator: 10n ** BigInt(Math.max(stripeExponent - exponent, 0)),
    denominator: 10n ** BigInt(Math.max(exponent - stripeExponent, 0)),
    step: stripeExponent === 3 ? THREE_DECIMALS_STEP : 1n,
  };
};

/**
 * Returns the amounts of lines in Stripe's units. They add up to the rounded total.
 * Where the rounded lines do not, the line with the largest rounding error changes by one step.
 */
export const stripeLineAmounts = (amountsMinor: readonly number[], currency: string, exponent: number): number[] => {
  const { numerator, denominator, step } = scaleOf(currency, exponent);
  const amounts = amountsMinor.map((minor) => stripeAmount(minor, currency, exponent));
  const total = stripeAmount(
    amountsMinor.reduce((sum, minor) => sum + minor, 0),
    currency,
    exponent,
  );
  const errorOf = (place: number): bigint =>
    BigInt(amountsMinor[place] ?? 0) * numerator - BigInt(amounts[place] ?? 0) * denominator;
  for (;;) {
    const missing = total - amounts.reduce((sum, amount) => sum + amount, 0);
    if (missing === 0) return amounts;
    const places = [...amounts.keys()].toSorted((a, b) => Number(errorOf(b) - errorOf(a)));
    const place = (missing > 0 ? places[0] : places.at(-1)) ?? 0;
    amounts[place] = (amounts[place] ?? 0) + Math.sign(missing) * Number(step);
  }
};

/** Divides an amount in proportion to weights, in whole units that add up to it. The weights must not all be 0. */
export const divideByWeights = (amount: number, weights: readonly number[]): number[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let [weighed, given] = [0, 0];
  return weights.map((weight) => {
    weighed += weight;
    const due = Number((BigInt(amount) * BigInt(weighed)) / BigInt(total));
    const part = due - given;
    given = due;
    return part;
  });
};

/**
 * Divides an amount after `before` was divided by the same weights.
 * Both parts of a place are together its part of the sum.
 * So they do not exceed its weight while the sum does not exceed all weights.
 */
export const divideFurther = (amount: number, before: number, weights: readonly number[]): number[] => {
  const earlier = divideByWeights(before, weights);
  const parts = divideByWeights(before + amount, weights).map((part, place) => part - (earlier[place] ?? 0));
  // Rounding can take one unit back from a place, which no credit note can do.
  return parts.some((part) => part < 0) ? divideByWeights(amount, weights) : parts;
};
