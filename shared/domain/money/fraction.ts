/** An exact fraction that is not negative; the denominator is above 0. It need not be in lowest terms. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

export const ZERO: Fraction = { numerator: 0n, denominator: 1n };

export const fraction = (numerator: number | bigint, denominator: number | bigint): Fraction => ({
  numerator: BigInt(numerator),
  denominator: BigInt(denominator),
});

export const addFractions = (a: Fraction, b: Fraction): Fraction =>
  a.denominator === b.denominator
    ? { numerator: a.numerator + b.numerator, denominator: a.denominator }
    : {
        numerator: a.numerator * b.denominator + b.numerator * a.denominator,
        denominator: a.denominator * b.denominator,
      };

/** Returns a fraction times a whole number. */
export const timesWhole = ({ numerator, denominator }: Fraction, factor: number): Fraction => ({
  numerator: numerator * BigInt(factor),
  denominator,
});

/** Returns a negative, zero or positive number, as `a` is less than, equal to or greater than `b`. */
export const compareFractions = (a: Fraction, b: Fraction): number => {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : Number(difference > 0n);
};

/** Returns a fraction in lowest terms. */
export const reduced = ({ numerator, denominator }: Fraction): Fraction => {
  let [a, b] = [numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
};
