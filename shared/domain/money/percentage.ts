import type { Fraction } from './fraction.ts';

/** A decimal percentage, kept exact: `99.9` is 999 / 1000. */
export type Percentage = Fraction & { readonly written: string };

const DECIMAL = /^(\d{1,9})(?:\.(\d{1,60}))?$/;

/** Parses a decimal from 0 to 100. Returns undefined for anything else: a sign, an exponent, a comma, more than 100. */
export const parsePercentage = (written: string): Percentage | undefined => {
  const parts = DECIMAL.exec(written);
  if (parts === null) return undefined;
  const decimals = parts[2] ?? '';
  const numerator = BigInt(`${parts[1]}${decimals}`);
  const denominator = 100n * 10n ** BigInt(decimals.length);
  return numerator <= denominator ? { numerator, denominator, written } : undefined;
};
