import type { Label } from '../month/baseline.ts';
import { lengthBetween } from '../time/instant.ts';
import type { ExplainedDowntime } from './explanation.ts';
import type { Statement } from './statement.ts';

/** The reason why a statement has no credit, as data; `noCreditText` makes the sentence for pages and commands. */
export type NoCreditReason =
  /** The target was met, and the policy credits nothing then. */
  | { readonly kind: 'target-met' }
  /** A credit was earned, and the fees are zero. */
  | { readonly kind: 'no-fees' }
  /** The share of the fees rounds to zero. */
  | { readonly kind: 'rounds-to-zero'; readonly feeMinor: number }
  /** The cap allows no credit. */
  | { readonly kind: 'capped-to-zero' }
  /** Downtime counts, and earns nothing. */
  | { readonly kind: 'too-little-downtime'; readonly creditableMs: number; readonly cause: TooLittle }
  /** Downtime that could have earned a credit was not notified in time, or can still be. */
  | {
      readonly kind: 'not-claimed';
      readonly forfeitedMs: number;
      readonly pendingMs: number;
      /** The longest downtime of these. */
      readonly outage: ExplainedDowntime | undefined;
    }
  /** The downtime was over before the customer recognised it. */
  | { readonly kind: 'not-counted'; readonly observedMs: number }
  /** All downtime was excused, outside service time, or in another month. */
  | { readonly kind: 'set-aside'; readonly labels: readonly (Label | 'another-month')[] }
  /** No component was down. */
  | { readonly kind: 'no-downtime' };

/** Why downtime that counts earns nothing. */
type TooLittle = 'no-qualifying-downtime' | 'no-whole-block' | 'no-tier';

/** Returns why nothing is due, the reason nearest to a credit first; undefined if a credit is due. */
export const noCreditReason = (statement: Statement): NoCreditReason | undefined => {
  const { amountMinor, credits, observedDowntimeMs, creditableDowntimeMs, totalsMs, explanation } = statement;
  const { forfeited = 0, pending = 0 } = totalsMs;
  if (amountMinor > 0) return undefined;
  if (explanation.credit.gated) return { kind: 'target-met' };
  if (credits > 0) return worthNothing(statement);
  if (creditableDowntimeMs > 0)
    return { kind: 'too-little-downtime', creditableMs: creditableDowntimeMs, cause: tooLittle(statement) };
  if (forfeited + pending > 0)
    return {
      kind: 'not-claimed',
      forfeitedMs: forfeited,
      pendingMs: pending,
      outage: longestUnclaimed(explanation.downtimes),
    };
  if (observedDowntimeMs > 0) return { kind: 'not-counted', observedMs: observedDowntimeMs };
  return explanation.downtimes.length === 0
    ? { kind: 'no-downtime' }
    : { kind: 'set-aside', labels: labelsDuringDowntime(statement) };
};

const worthNothing = ({ explanation: { credit } }: Statement): NoCreditReason => {
  const { feeMinor, uncappedMinor } = credit;
  if (feeMinor === 0) return { kind: 'no-fees' };
  return uncappedMinor === 0 ? { kind: 'rounds-to-zero', feeMinor } : { kind: 'capped-to-zero' };
};

const tooLittle = ({ periods, explanation: { credit } }: Statement): TooLittle => {
  if (credit.rule.kind !== 'per-period') return 'no-tier';
  return periods.some(({ qualifies }) => qualifies) ? 'no-whole-block' : 'no-qualifying-downtime';
};

const longestUnclaimed = (downtimes: readonly ExplainedDowntime[]): ExplainedDowntime | undefined =>
  downtimes
    .filter(({ forfeit }) => forfeit !== null)
    .toSorted((a, b) => lengthBetween(b.start, b.end) - lengthBetween(a.start, a.end))[0];

/** The labels of the intervals in which something was down. */
const labelsDuringDowntime = ({
  explanation: { downtimes, stretches, start, end },
}: Statement): (Label | 'another-month')[] => {
  const labels = stretches
    .filter((interval) =>
      downtimes.some(
        (downtime) =>
          lengthBetween(interval.start, downtime.end) > 0 && lengthBetween(downtime.start, interval.end) > 0,
      ),
    )
    .map(({ label }) => label);
  const isElsewhere = downtimes.some(
    (downtime) => lengthBetween(downtime.start, start) > 0 || lengthBetween(end, downtime.end) > 0,
  );
  return [...new Set<Label | 'another-month'>([...labels, ...(isElsewhere ? (['another-month'] as const) : [])])];
};
