import { FULL_HUNDREDTHS } from '../money/impact.ts';
import { type Fraction, fraction } from '../money/fraction.ts';
import type { WeightedTime } from './weighted-time.ts';

/**
 * Returns the availability as an exact fraction of 1: the measured time that was not down. It is 1 if nothing was measured. With
 * `decimals` it is rounded half up to that many decimals of a per cent (`docs/rules.md §6`).
 */
export const availabilityOf = (measuredMs: number, down: WeightedTime, decimals: number | null): Fraction => {
  if (measuredMs === 0) return fraction(1, 1);
  const measured = BigInt(measuredMs) * BigInt(FULL_HUNDREDTHS);
  const up = measured - BigInt(down);
  if (decimals === null) return { numerator: up, denominator: measured };
  const scale = 100n * 10n ** BigInt(decimals);
  return { numerator: (2n * up * scale + measured) / (2n * measured), denominator: scale };
};
