import {
  atLeast,
  clip,
  type Interval,
  intersect,
  type Intervals,
  lengthWithin,
  NO_INTERVALS,
  overlapping,
  since,
} from '../time/intervals.ts';
import type { Baseline, Outage } from './baseline.ts';
import { type ClaimDecision, type ClaimNotice, decideClaim } from './claim-decision.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import type { ClaimLabel } from './label.ts';
import { type WeightedTime, weightedTime } from './weighted-time.ts';

/** An outage with the decision about its claim, and the downtime that accrues. */
export type AssessedOutage = {
  readonly outage: Outage;
  readonly decision: ClaimDecision;
  /** The observed downtime that has accrued, in the evaluated range. */
  readonly accrued: Intervals;
  /** The part of `accrued` inside the month, in milliseconds. */
  readonly accruedMs: number;
  /** The creditable periods that overlap the month, not clipped. */
  readonly periods: readonly Interval[];
  /** The periods that are long enough to count, and their part in the month. */
  readonly counting: readonly Interval[];
  readonly creditable: WeightedTime;
};

const NONE: readonly never[] = [];

/** Assesses an outage under the claims that a customer made. */
export const assessOutage = (
  outage: Outage,
  notices: readonly ClaimNotice[],
  { count }: Pick<Baseline, 'count'>,
  context: EvaluationContext,
): AssessedOutage => {
  const decision = decideClaim(outage, notices, context);
  if (decision.accruesFrom === undefined)
    return { outage, decision, accrued: NO_INTERVALS, accruedMs: 0, periods: NONE, counting: NONE, creditable: 0 };
  const { start, end } = context.interval;
  const accrued = since(outage.observed, decision.accruesFrom);
  const counting = atLeast(accrued, context.policy.downtime.minimum.ms);
  const periods = overlapping(accrued, start, end);
  return {
    outage,
    decision,
    accrued,
    accruedMs: lengthWithin(accrued, start, end),
    periods,
    counting: counting === accrued ? periods : overlapping(counting, start, end),
    creditable: weightedTime(clip(counting, start, end), count),
  };
};

/** Assesses outages; those that no notice covers are as assessed without notices. */
export const assessClaimed = (
  unclaimed: readonly AssessedOutage[],
  notices: readonly ClaimNotice[],
  baseline: Pick<Baseline, 'count'>,
  context: EvaluationContext,
): readonly AssessedOutage[] =>
  unclaimed.map((assessed) =>
    notices.some(({ covers }) => covers(assessed.outage))
      ? assessOutage(assessed.outage, notices, baseline, context)
      : assessed,
  );

/** Returns the observed downtime of an outage in the month, by label. */
export const claimLabels = (
  { outage, decision, accrued }: AssessedOutage,
  interval: Interval,
): (readonly [ClaimLabel, Intervals])[] => {
  const { observed, start } = outage;
  const { accruesFrom, forfeit } = decision;
  const divided: (readonly [ClaimLabel, Intervals])[] =
    accruesFrom === undefined
      ? [[forfeit === 'pending' ? 'pending' : 'forfeited', observed]]
      : [
          ['downtime', accrued],
          ['unrecognized', intersect(observed, [start, accruesFrom])],
        ];
  return divided.map(([label, time]) => [label, clip(time, interval.start, interval.end)] as const);
};
