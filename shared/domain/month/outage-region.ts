import { type Interval, type Intervals, normalise, overlapping, union } from '../time/intervals.ts';
import { claimDeadline } from '../policy/claim-deadline.ts';
import type { Instant } from '../time/instant.ts';
import type { Month } from './month.ts';

/**
 * Returns where any component was down without a gap, if that overlaps the month. A customer's outage may join the downtime of several
 * components, so this contains every outage of every customer.
 */
export const outageRegion = (months: readonly Month[]): Intervals => {
  const downtime = union(
    ...months.flatMap(({ timelines }) => [...timelines.values()].map((timeline) => timeline.downtime)),
  );
  return normalise(months.flatMap(({ interval }): Interval[] => overlapping(downtime, interval.start, interval.end)));
};

/** Returns the last instant that can affect a month: its end, or the end of its last outage. */
export const relevantUntil = (months: readonly Month[]): Instant =>
  months.reduce((last, month) => Math.max(last, month.interval.end, ...outageRegion([month])), 0);

/** A claim that names its month is looked for from this long before the month or its first outage. */
const EARLY_CLAIM_MS = 31 * 24 * 3_600_000;

/**
 * Returns when the notices that can decide a month are received, over all policies. The range starts the lead before the first outage.
 * It ends with the last deadline of the last outage, never past `asOf`.
 */
export const relevantNoticeRange = (months: readonly Month[], asOf: Instant): { from: Instant; to: Instant } => {
  const ranges = months.map((month) => {
    const { interval, policy } = month;
    const region = outageRegion([month]);
    const first = Math.min(interval.start, region.at(0) ?? Infinity);
    const last = Math.max(interval.end, region.at(-1) ?? -Infinity);
    const { claim } = policy;
    if (claim === null) return { from: first, to: last };
    const whole = { start: last, end: last };
    const deadlines = claim.steps.map((step) => claimDeadline(step, whole, last, month));
    const lead = claim.covers === 'month' ? EARLY_CLAIM_MS : claim.leadTolerance.ms;
    // A claim that names the month may have been recognised at any later time.
    const isOpen = claim.covers === 'month' && claim.steps.some(({ after }) => after === 'recognition');
    return { from: first - lead, to: isOpen ? asOf : Math.max(last, ...deadlines) };
  });
  const from = Math.min(asOf, ...ranges.map((range) => range.from));
  return { from, to: Math.max(from, Math.min(asOf, Math.max(from, ...ranges.map((range) => range.to)))) };
};
