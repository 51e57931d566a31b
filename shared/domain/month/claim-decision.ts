import type { ClaimStepName, FactOf } from '../facts/facts.ts';
import type { Claim } from '../policy/claim.ts';
import { claimDeadline } from '../policy/claim-deadline.ts';
import { localMonth } from '../time/calendar.ts';
import type { Instant } from '../time/instant.ts';
import { type Interval, type Intervals, listIntervals } from '../time/intervals.ts';
import type { EvaluationContext } from './evaluation-context.ts';

/** The reason why an outage does not accrue; `pending`: it can still be claimed. */
export type ForfeitReason = 'late-notice' | 'no-notice' | 'pending';

/** An outage, and the deadline of each step of the claim. A step after `recognition` has the deadline of the outage's end. */
export type ClaimWindow = Interval & { readonly deadlines: readonly Instant[] };

/** The instant from which an outage accrues, or the reason why it does not. */
export type ClaimDecision =
  | { readonly accruesFrom: Instant; readonly forfeit?: never }
  | { readonly forfeit: ForfeitReason; readonly accruesFrom?: never };

/** A notice, the outages that it covers, and its own deadline of each step after `recognition`. */
export type ClaimNotice = {
  readonly notice: FactOf<'notice'>;
  readonly step: ClaimStepName;
  readonly covers: (outage: Interval) => boolean;
  readonly deadlines: readonly (Instant | undefined)[];
};

/** Returns when each step of a claim for an outage ends. */
export const claimWindow = (outage: Interval, context: EvaluationContext): ClaimWindow => ({
  ...outage,
  deadlines: (context.policy.claim?.steps ?? []).map((step) => claimDeadline(step, outage, outage.end, context)),
});

/** Prepares a customer's notices for all its outages. `outages`: the customer's downtime, in the month or not. */
export const claimNotices = (
  notices: readonly FactOf<'notice'>[],
  claim: Claim,
  outages: Intervals,
  context: EvaluationContext,
): ClaimNotice[] => {
  const all = claim.covers === 'outage' ? listIntervals(outages) : [];
  return notices.map((notice) => ({
    notice,
    step: notice.step ?? 'notice',
    covers: coverage(notice, claim, all, context),
    deadlines: claim.steps.map((step) =>
      step.after === 'recognition' ? claimDeadline(step, context.interval, notice.recognizedAt, context) : undefined,
    ),
  }));
};

/** Returns which outages a notice covers (`docs/rules.md §5`). */
const coverage = (
  { recognizedAt, receivedAt, month }: FactOf<'notice'>,
  { covers, leadTolerance }: Claim,
  outages: readonly Interval[],
  context: EvaluationContext,
): ClaimNotice['covers'] => {
  if (covers === 'overlapping') {
    const { ms } = leadTolerance;
    return ({ start, end }) => recognizedAt < end && receivedAt >= start - ms;
  }
  if (covers === 'month') {
    const claimed = month ?? localMonth(context.policy.timeZone, recognizedAt);
    return () => claimed === context.month;
  }
  // Outages are in order, so the first that ends after the recognition contains it or is the next to start.
  const next = outages.find(({ end }) => end > recognizedAt);
  const covered = next !== undefined && next.start - recognizedAt <= leadTolerance.ms ? next.start : undefined;
  return ({ start }) => start === covered;
};

/** Whether a notice that covers an outage was received by the deadline of a step. */
export const isTimely = (
  { notice, deadlines }: ClaimNotice,
  stepIndex: number,
  { deadlines: own }: ClaimWindow,
): boolean => notice.receivedAt <= (deadlines[stepIndex] ?? own[stepIndex] ?? Infinity);

/**
 * Decides from when an outage accrues (`docs/rules.md §5`). All steps must be met; the first step that is not gives the reason. Without a
 * claim in the policy an outage accrues from its start.
 */
export const decideClaim = (
  outage: ClaimWindow,
  notices: readonly ClaimNotice[],
  { policy: { claim }, asOf }: EvaluationContext,
): ClaimDecision => {
  if (claim === null) return { accruesFrom: outage.start };
  let recognizedAt: Instant | undefined;
  for (const [i, { step }] of claim.steps.entries()) {
    let isCovered = false;
    let earliest = Infinity;
    for (const notice of notices) {
      if (notice.step !== step || !notice.covers(outage)) continue;
      isCovered = true;
      if (isTimely(notice, i, outage)) earliest = Math.min(earliest, notice.notice.recognizedAt);
    }
    if (earliest === Infinity) {
      if (isCovered) return { forfeit: 'late-notice' };
      return { forfeit: asOf <= (outage.deadlines[i] ?? Infinity) ? 'pending' : 'no-notice' };
    }
    recognizedAt ??= earliest;
  }
  const from = claim.accrual === 'recognition' ? (recognizedAt ?? outage.start) : outage.start;
  return { accruesFrom: Math.max(outage.start, from) };
};
