import { FULL_HUNDREDTHS } from '../money/impact.ts';
import type { Policy } from '../policy/policy.ts';
import type { Instant } from '../time/instant.ts';
import { type Interval, type Intervals, intersect, listIntervals, totalLength } from '../time/intervals.ts';

/**
 * Downtime as the availability counts it (`docs/rules.md §6`), in ten-thousandths of a millisecond. Impacts in hundredths of a per cent
 * are exact in this unit, and any month is a safe integer.
 */
export type WeightedTime = number;

/** Unexcused downtime of at least some impact; `hundredths` is the impact that it adds to the layer below. */
export type ImpactLayer = { readonly hundredths: number; readonly intervals: Intervals };

/** How a policy counts downtime. */
export type DowntimeCount = Pick<Policy['downtime'], 'wholeUnits'> & { readonly layers: readonly ImpactLayer[] | null };

/** Returns the whole units of an interval's length, or the units of the clock that lie wholly in it. */
export const wholeUnitsIn = (
  { start, end }: Interval,
  { unit, align }: NonNullable<Policy['downtime']['wholeUnits']>,
): number =>
  align === 'elapsed'
    ? Math.floor((end - start) / unit.ms)
    : Math.max(0, Math.floor(end / unit.ms) - Math.ceil(start / unit.ms));

/** Returns the weighted time of downtime that is clipped to the month. */
export const weightedTime = (parts: Intervals, { wholeUnits, layers }: DowntimeCount): WeightedTime => {
  if (layers !== null)
    return layers.reduce(
      (sum, { hundredths, intervals }) => sum + hundredths * totalLength(intersect(parts, intervals)),
      0,
    );
  const ms =
    wholeUnits === null
      ? totalLength(parts)
      : listIntervals(parts).reduce((sum, part) => sum + wholeUnitsIn(part, wholeUnits) * wholeUnits.unit.ms, 0);
  return ms * FULL_HUNDREDTHS;
};

/** Rounds weighted time to milliseconds, half to even. */
export const roundedMs = (weighted: WeightedTime): number => {
  const rest = weighted % FULL_HUNDREDTHS;
  const ms = (weighted - rest) / FULL_HUNDREDTHS;
  return rest * 2 > FULL_HUNDREDTHS || (rest * 2 === FULL_HUNDREDTHS && ms % 2 === 1) ? ms + 1 : ms;
};

/** An interval in which downtime has one impact. */
export type ImpactInterval = { readonly start: Instant; readonly end: Instant; readonly hundredths: number };

/** Divides downtime at the instants at which its impact changes. */
export const divideByImpact = (parts: Intervals, layers: readonly ImpactLayer[] | null): ImpactInterval[] => {
  if (layers === null) return listIntervals(parts).map((part) => ({ ...part, hundredths: FULL_HUNDREDTHS }));
  const edges = layers.flatMap(({ intervals }) => intervals);
  return listIntervals(parts).flatMap(({ start, end }) => {
    const inside = edges.filter((edge) => edge > start && edge < end);
    const cuts = [...new Set([start, ...inside, end])].toSorted((a, b) => a - b);
    return cuts.slice(1).map((to, i) => {
      const from = cuts[i] ?? to;
      const hundredths = layers
        .filter(({ intervals }) => intersect(intervals, [from, to]).length > 0)
        .reduce((sum, layer) => sum + layer.hundredths, 0);
      return { start: from, end: to, hundredths };
    });
  });
};
