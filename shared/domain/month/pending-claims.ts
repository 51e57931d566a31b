import type { FactOf } from '../facts/facts.ts';
import type { ClaimStep } from '../policy/claim.ts';
import { claimDeadline } from '../policy/claim-deadline.ts';
import type { Instant } from '../time/instant.ts';
import type { Interval } from '../time/intervals.ts';
import { assess, type Assessment } from './assessment.ts';
import { type ClaimNotice, claimNotices, isTimely } from './claim-decision.ts';
import type { Outage } from './baseline.ts';

/** An outage that can still be claimed, the deadline of its first open step, and the notices that claim it. */
export type PendingClaim = {
  readonly outage: Interval;
  readonly deadline: Instant;
  /** Empty if no notice can be in time: an outage that is over cannot be recognised after its end. */
  readonly notices: readonly FactOf<'notice'>[];
};

/**
 * Returns the outages of a month that can still be claimed at its `asOf`, with the notices that claim most.
 * A notice is recognised at the start of its outage, or as soon after it as its step allows.
 */
export const pendingClaims = (assessment: Assessment): PendingClaim[] => {
  const { month, contract, notices: given, baseline, evaluation } = assessment;
  const { claim } = month.policy;
  if (claim === null) return [];
  return evaluation.outages.flatMap(({ outage, decision }) => {
    if (decision.forfeit !== 'pending') return [];
    const open = claim.steps.flatMap((step, i) => (isMet(given, outage, step, i) ? [] : [{ step, i }]));
    const recognizedAt = Math.max(...open.map(({ step }) => earliestRecognition(step, outage, assessment)));
    const drafts =
      recognizedAt === Infinity
        ? []
        : open.map(({ step: { step } }): FactOf<'notice'> => ({
            kind: 'notice',
            id: `claimed now: ${contract.service ?? ''} ${outage.start} ${step}`,
            recordedAt: month.asOf,
            customer: contract.customer,
            step,
            recognizedAt,
            receivedAt: month.asOf,
            ...(contract.service === undefined ? {} : { service: contract.service }),
            ...(claim.covers === 'month' ? { month: month.month } : {}),
          }));
    const covering = claimNotices(drafts, claim, baseline.downtime, month);
    const isInTime = open.every(({ step, i }) => isMet(covering, outage, step, i));
    return [
      {
        outage: { start: outage.start, end: outage.end },
        deadline: outage.deadlines[open[0]?.i ?? 0] ?? Infinity,
        notices: isInTime ? drafts : [],
      },
    ];
  });
};

/** Returns the month as if all its pending outages were claimed now. Throws `InvalidInput` as `assess` does. */
export const withPendingClaims = (assessment: Assessment): Assessment => {
  const drafts = pendingClaims(assessment).flatMap(({ notices }) => notices);
  return drafts.length === 0
    ? assessment
    : assess(assessment.month, assessment.contract, [...assessment.own, ...drafts]);
};

const isMet = (notices: readonly ClaimNotice[], outage: Outage, { step }: ClaimStep, i: number): boolean =>
  notices.some((notice) => notice.step === step && notice.covers(outage) && isTimely(notice, i, outage));

/** Returns the earliest recognition of an outage of which a notice now is in time; infinity if there is none. */
const earliestRecognition = (step: ClaimStep, { start, end }: Interval, { month }: Assessment): Instant => {
  const isInTime = (at: Instant): boolean => claimDeadline(step, { start, end }, at, month) >= month.asOf;
  if (step.after !== 'recognition' || isInTime(start)) return start;
  let [late, inTime] = [start, end - 1];
  if (!isInTime(inTime)) return Infinity;
  while (inTime - late > 1) {
    const middle = Math.floor((late + inTime) / 2);
    if (isInTime(middle)) inTime = middle;
    else late = middle;
  }
  return inTime;
};
