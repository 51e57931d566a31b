import { clip, type Interval, intersect, type Intervals, lengthWithin, listIntervals, NO_INTERVALS, overlaps, since } from '../time/intervals.ts';
import type { Outage } from './baseline.ts';
import { type ClaimDecision, type ClaimNotice, decideClaim } from './claim-decision.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import type { ClaimLabel } from './label.ts';

/** An outage with the decision about its claim, and the downtime that accrues. */
export type AssessedOutage = {
  readonly outage: Outage;
  readonly decision: ClaimDecision;
  /** The observed downtime that has accrued, in the evaluated range. */
  readonly creditable: Intervals;
  /** The part of `creditable` inside the month, in milliseconds. */
  readonly creditableMs: number;
  /** The creditable periods that overlap the month, not clipped. */
  readonly periods: readonly Interval[];
};

/** Assesses an outage under the claims that a customer made. */
export const assessOutage = (
  outage: Outage,
  notices: readonly ClaimNotice[],
  context: EvaluationContext,
): AssessedOutage => {
  const decision = decideClaim(outage, notices, context);
  if (decision.accruesFrom === undefined)
    return { outage, decision, creditable: NO_INTERVALS, creditableMs: 0, periods: [] };
  const { interval } = context;
  const creditable = since(outage.observed, decision.accruesFrom);
  return {
    outage,
    decision,
    creditable,
    creditableMs: lengthWithin(creditable, interval.start, interval.end),
    periods: listIntervals(creditable).filter((period) => overlaps(period, interval)),
  };
};

/** Assesses outages; those that no notice covers are as assessed without notices. */
export const assessClaimed = (
  unclaimed: readonly AssessedOutage[],
  notices: readonly ClaimNotice[],
  context: EvaluationContext,
): readonly AssessedOutage[] =>
  unclaimed.map((assessed) =>
    notices.some(({ covers }) => covers(assessed.outage)) ? assessOutage(assessed.outage, notices, context) : assessed,
  );

/** Returns the observed downtime of an outage in the month, by label. */
export const claimLabels = (
  { outage, decision, creditable }: AssessedOutage,
  interval: Interval,
): (readonly [ClaimLabel, Intervals])[] => {
  const { observed, start } = outage;
  const { accruesFrom, forfeit } = decision;
  const divided: (readonly [ClaimLabel, Intervals])[] =
    accruesFrom === undefined
      ? [[forfeit === 'pending' ? 'pending' : 'forfeited', observed]]
      : [
          ['downtime', creditable],
          ['unrecognized', intersect(observed, [start, accruesFrom])],
        ];
  return divided.map(([label, time]) => [label, clip(time, interval.start, interval.end)] as const);
};
