import type { Label } from '../month/label.ts';
import { lengthBetween } from '../time/instant.ts';
import type { ExplainedOutage, ExplainedStep } from './explanation.ts';
import type { Statement } from './statement.ts';

/** The reason why a statement has no credit, as data. The web pages and the command line make the sentence. */
export type NoCreditReason =
  /** The target was met, and the policy credits nothing then. */
  | { readonly kind: 'target-met' }
  /** A credit was earned, and the fees are zero. */
  | { readonly kind: 'no-fees' }
  /** The share of the fees rounds to zero. */
  | { readonly kind: 'rounds-to-zero'; readonly feeMinor: number }
  /** The caps allow no credit. */
  | { readonly kind: 'capped-to-zero' }
  /** The credit is not above the smallest amount that is paid. */
  | { readonly kind: 'too-small-to-pay'; readonly cappedMinor: number; readonly payableAboveMinor: number }
  /** Downtime counts, and earns nothing. */
  | { readonly kind: 'too-little-downtime'; readonly creditableMs: number; readonly cause: TooLittle }
  /** The downtime that could have earned a credit was not claimed, or can still be. */
  | {
      readonly kind: 'not-claimed';
      readonly forfeitedMs: number;
      readonly pendingMs: number;
      /** The longest outage, and the first step of its claim that is not met. */
      readonly outage: ExplainedOutage;
      readonly step: ExplainedStep;
    }
  /** The downtime was over before the customer recognised it, or too short to count. */
  | { readonly kind: 'not-counted'; readonly observedMs: number; readonly unrecognizedMs: number }
  /** All downtime was excused, outside service time, or in another month. */
  | { readonly kind: 'set-aside'; readonly labels: readonly (Label | 'another-month')[] }
  /** No component was down. */
  | { readonly kind: 'no-downtime' };

/** The cause for which downtime that counts earns nothing. */
type TooLittle =
  | 'no-qualifying-downtime'
  | 'no-whole-block'
  | 'no-whole-unit'
  | 'limit'
  | 'ends-in-another-month'
  | 'no-tier'
  | 'nothing-measured';

/** Returns why nothing is due, the reason nearest to a credit first; undefined if a credit is due. */
export const noCreditReason = (statement: Statement): NoCreditReason | undefined => {
  const { amountMinor, credits, totalsMs, observedDowntimeMs, explanation } = statement;
  const { credit, counted, outages } = explanation;
  if (amountMinor > 0) return undefined;
  if (credit.gated) return { kind: 'target-met' };
  if (credits > 0) return worthNothing(statement);
  if (counted.creditable.length > 0)
    return {
      kind: 'too-little-downtime',
      creditableMs: statement.creditableDowntimeMs,
      cause: tooLittle(statement),
    };
  const { forfeited = 0, pending = 0, unrecognized = 0, downtime = 0 } = totalsMs;
  const unclaimed = longestUnclaimed(outages);
  if (forfeited + pending > 0 && unclaimed !== undefined)
    return { kind: 'not-claimed', forfeitedMs: forfeited, pendingMs: pending, ...unclaimed };
  if (unrecognized + downtime > 0)
    return { kind: 'not-counted', observedMs: observedDowntimeMs, unrecognizedMs: unrecognized };
  return outages.length === 0 ? { kind: 'no-downtime' } : { kind: 'set-aside', labels: labelsDuring(statement) };
};

const worthNothing = ({ explanation: { credit } }: Statement): NoCreditReason => {
  const { feeMinor, uncappedMinor, cappedMinor, payableAboveMinor } = credit;
  if (feeMinor === 0) return { kind: 'no-fees' };
  if (uncappedMinor === 0) return { kind: 'rounds-to-zero', feeMinor };
  return cappedMinor === 0 || payableAboveMinor === null
    ? { kind: 'capped-to-zero' }
    : { kind: 'too-small-to-pay', cappedMinor, payableAboveMinor };
};

const tooLittle = ({ periods, explanation: { credit, counted } }: Statement): TooLittle => {
  const { rule, bookings } = credit;
  const isByTotal = rule.kind === 'proportional' || (rule.kind === 'tiers' && rule.by !== 'period');
  if (isByTotal && counted.creditable.every(({ units }) => units === 0)) return 'no-whole-unit';
  if (rule.kind === 'proportional') return 'nothing-measured';
  if (rule.kind === 'tiers' && rule.by !== 'period') return 'no-tier';
  if (bookings.some(({ earned }) => earned > 0)) return 'limit';
  if (!periods.some(({ qualifies }) => qualifies)) return rule.kind === 'tiers' ? 'no-tier' : 'no-qualifying-downtime';
  return rule.kind === 'per-block' ? 'no-whole-block' : 'ends-in-another-month';
};

/** Returns the longest outage that is not claimed, with the step that is missing. */
const longestUnclaimed = (
  outages: readonly ExplainedOutage[],
): { readonly outage: ExplainedOutage; readonly step: ExplainedStep } | undefined =>
  outages
    .flatMap((outage) => {
      const step = outage.steps.find(({ status }) => status !== 'met');
      return step === undefined ? [] : [{ outage, step }];
    })
    .toSorted((a, b) => lengthBetween(b.outage.start, b.outage.end) - lengthBetween(a.outage.start, a.outage.end))[0];

/** Returns the labels of the time in which something was down. */
const labelsDuring = ({ explanation: { outages, intervals, start, end } }: Statement): (Label | 'another-month')[] => {
  const labels = intervals
    .filter((interval) => outages.some((outage) => interval.start < outage.end && outage.start < interval.end))
    .map(({ label }) => label);
  const isElsewhere = outages.some((outage) => outage.start < start || outage.end > end);
  return [...new Set<Label | 'another-month'>([...labels, ...(isElsewhere ? (['another-month'] as const) : [])])];
};
