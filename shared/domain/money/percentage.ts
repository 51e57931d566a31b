/** A share written as a decimal percentage, kept exact: `99.9` is 999 / 1000. */
export type Percentage = { readonly numerator: bigint; readonly denominator: bigint; readonly written: string };

const DECIMAL = /^(\d{1,9})(?:\.(\d{1,60}))?$/;

/** Reads a decimal from 0 to 100. Returns undefined for anything else: a sign, an exponent, a comma, more than 100. */
export const parsePercentage = (written: string): Percentage | undefined => {
  const parts = DECIMAL.exec(written);
  if (parts === null) return undefined;
  const fraction = parts[2] ?? '';
  const numerator = BigInt(`${parts[1]}${fraction}`);
  const denominator = 100n * 10n ** BigInt(fraction.length);
  return numerator <= denominator ? { numerator, denominator, written } : undefined;
};

/** Whether `part` of `whole` is under the percentage, compared exactly; nothing of nothing is all of it. */
export const isUnder = (part: number, whole: number, { numerator, denominator }: Percentage): boolean =>
  BigInt(part) * denominator < numerator * BigInt(whole);
