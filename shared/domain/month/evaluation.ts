import type { Instant } from '../time/instant.ts';
import { clip, type Interval, type Intervals } from '../time/intervals.ts';
import type { AssessedOutage } from './assessed-outage.ts';
import type { Baseline } from './baseline.ts';
import type { ForfeitReason } from './claim-decision.ts';
import { type Earned, earn, nothingEarned, qualifying } from './credits.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import type { ClaimLabel, TotalsMs } from './label.ts';
import { type WeightedTime, weightedTime } from './weighted-time.ts';

/** A creditable period that overlaps the month, not clipped, and whether it qualifies for a credit. */
export type CreditablePeriod = Interval & { readonly qualifies: boolean };

/** An outage that overlaps the month and did not accrue. */
export type ForfeitedOutage = Interval & { readonly reason: ForfeitReason };

/** A customer's month before money. */
export type Evaluation = {
  readonly outages: readonly AssessedOutage[];
  readonly creditable: WeightedTime;
  /** The parts of creditable periods that count, clipped to the month. */
  readonly creditableParts: Intervals;
  /** Whether the policy's gate is closed: the target was met, so nothing is earned. */
  readonly gated: boolean;
  readonly earned: Earned;
  readonly totalsMs: TotalsMs;
  readonly periods: readonly CreditablePeriod[];
  readonly forfeited: readonly ForfeitedOutage[];
};

/** Sums up the outages of a month. Outages never touch each other, so neither do the periods inside them. */
export const evaluate = (
  outages: readonly AssessedOutage[],
  baseline: Baseline,
  context: EvaluationContext,
): Evaluation => {
  const { policy, interval } = context;
  const minimum = policy.downtime.minimum.ms;
  const all = outages.flatMap(({ periods }) => periods);
  const counting = all.filter(({ start, end }) => end - start >= minimum);
  const creditableParts = clip(flatten(counting), interval.start, interval.end);
  const creditable = weightedTime(creditableParts, baseline.count);
  const gated = policy.gate === 'below-target' && baseline.targetMet;
  return {
    outages,
    creditable,
    creditableParts,
    gated,
    earned: gated
      ? nothingEarned(policy.credit)
      : earn({ periods: counting, weighted: creditable, measuredMs: baseline.measuredMs }, context),
    totalsMs: { ...baseline.totalsMs, ...claimTotals(outages) },
    periods: withQualification(all, counting, context),
    forfeited: outages.flatMap(({ outage: { start, end }, decision }) =>
      decision.forfeit === undefined ? [] : [{ start, end, reason: decision.forfeit }],
    ),
  };
};

const flatten = (periods: readonly Interval[]): Instant[] => periods.flatMap(({ start, end }) => [start, end]);

/** A period that is too short is listed, and does not qualify. */
const withQualification = (
  all: readonly Interval[],
  counting: readonly Interval[],
  context: EvaluationContext,
): CreditablePeriod[] => {
  if (all.length === 0) return [];
  const qualifies = new Map(qualifying(counting, context).map((qualifies, i) => [counting[i], qualifies]));
  return all.map((period) => ({ ...period, qualifies: qualifies.get(period) ?? false }));
};

const claimTotals = (outages: readonly AssessedOutage[]): TotalsMs => {
  const totals: Partial<Record<ClaimLabel, number>> = {};
  const add = (label: ClaimLabel, ms: number): void => {
    if (ms > 0) totals[label] = (totals[label] ?? 0) + ms;
  };
  for (const { outage, decision, creditableMs } of outages) {
    if (decision.forfeit === undefined) {
      add('downtime', creditableMs);
      add('unrecognized', outage.observedMs - creditableMs);
    } else add(decision.forfeit === 'pending' ? 'pending' : 'forfeited', outage.observedMs);
  }
  return totals;
};
