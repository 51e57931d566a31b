import type { Interval } from '../time/intervals.ts';
import type { AssessedOutage } from './assessed-outage.ts';
import type { Baseline } from './baseline.ts';
import type { ForfeitReason } from './claim-decision.ts';
import { type Earned, earn, nothingEarned, qualifying } from './credits.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import type { ClaimLabel } from './label.ts';
import type { WeightedTime } from './weighted-time.ts';

/** A creditable period that overlaps the month, not clipped, and whether it qualifies for a credit. */
export type CreditablePeriod = Interval & { readonly qualifies: boolean };

/** An outage that overlaps the month and did not accrue. */
export type ForfeitedOutage = Interval & { readonly reason: ForfeitReason };

/** A customer's month before money. */
export type Evaluation = {
  readonly outages: readonly AssessedOutage[];
  readonly creditable: WeightedTime;
  /** The observed downtime of the month by label, in milliseconds. */
  readonly claimMs: Readonly<Record<ClaimLabel, number>>;
  /** Whether the policy's gate is closed: the target was met, so nothing is earned. */
  readonly gated: boolean;
  readonly earned: Earned;
};

/** Sums up the outages of a month. Outages never touch each other, so neither do the periods inside them. */
export const evaluate = (
  outages: readonly AssessedOutage[],
  { measuredMs, targetMet }: Baseline,
  context: EvaluationContext,
): Evaluation => {
  const { policy } = context;
  const claimMs = { downtime: 0, unrecognized: 0, pending: 0, forfeited: 0 };
  let creditable = 0;
  for (const assessed of outages) {
    const { outage, decision, accruedMs } = assessed;
    if (decision.forfeit !== undefined) {
      claimMs[decision.forfeit === 'pending' ? 'pending' : 'forfeited'] += outage.observedMs;
      continue;
    }
    claimMs.downtime += accruedMs;
    claimMs.unrecognized += outage.observedMs - accruedMs;
    creditable += assessed.creditable;
  }
  const periods = outages.flatMap(({ counting }) => counting);
  const gated = policy.gate === 'below-target' && targetMet;
  const earned = gated ? nothingEarned(policy.credit) : earn({ periods, weighted: creditable, measuredMs }, context);
  return { outages, creditable, claimMs, gated, earned };
};

/** Returns the creditable periods that overlap the month. A period that is too short does not qualify. */
export const creditablePeriods = ({ outages }: Evaluation, context: EvaluationContext): CreditablePeriod[] => {
  const counting = outages.flatMap((outage) => outage.counting);
  const found = qualifying(counting, context);
  const qualified = new Set(counting.filter((_, i) => found[i]).map(({ start }) => start));
  return outages.flatMap(({ periods }) =>
    periods.map((period) => ({ ...period, qualifies: qualified.has(period.start) })),
  );
};

/** Returns the outages that overlap the month and did not accrue, with the reason. */
export const forfeitedOutages = ({ outages }: Evaluation): ForfeitedOutage[] =>
  outages.flatMap(({ outage: { start, end }, decision: { forfeit } }) =>
    forfeit === undefined ? [] : [{ start, end, reason: forfeit }],
  );
