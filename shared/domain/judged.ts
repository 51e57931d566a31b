import { qualifies } from './credits.ts';
import type { FactOf } from './facts.ts';
import type { Month } from './month.ts';
import { type Forfeit, judge, type Noticeable, silence, type Verdict } from './notice.ts';
import type { Label } from './situation.ts';
import {
  atLeast,
  clip,
  intersect,
  NEVER,
  type Span,
  type Spans,
  totalWithin,
  touching,
  wire,
  type WireSpan,
} from './spans.ts';

/**
 * A whole raw downtime that touches the month, not clipped by anything; what of it is unexcused and in service time, and for how
 * long within the month.
 */
export type Whole = Noticeable & { readonly counted: Spans; readonly countedMs: number };

/** A creditable period as a statement writes it. */
export type WirePeriod = WireSpan & { readonly qualifies: boolean };

/** A whole raw downtime with what notice makes of it. One that no notice covers is the same for all customers, written out once. */
export type Judged = {
  readonly whole: Whole;
  readonly verdict: Verdict;
  readonly creditable: Spans;
  /** The part in the month that accrued. */
  readonly accruedMs: number;
  /** The same without periods shorter than the policy's minimum. */
  readonly creditableMs: number;
  /** The creditable periods that touch the month and earn, not clipped to it. */
  readonly qualifying: readonly Span[];
  /** The creditable periods that touch the month, not clipped to it, those shorter than the policy's minimum included. */
  readonly periods: readonly WirePeriod[];
  readonly forfeited: (WireSpan & { readonly reason: Forfeit }) | undefined;
};

type Asked = Pick<Month, 'policy' | 'interval' | 'asOf'>;

const NONE: readonly never[] = [];

/** What becomes of a whole raw downtime under a verdict: what of it accrued, and what is written of it (semantics, 5 and 6). */
const judgedAs = (verdict: Verdict, whole: Whole, { policy, interval }: Asked): Judged => {
  const { accruesFrom, forfeit } = verdict;
  if (accruesFrom === undefined) {
    const forfeited = { ...wire(whole), reason: forfeit };
    return {
      whole,
      verdict,
      creditable: NEVER,
      accruedMs: 0,
      creditableMs: 0,
      qualifying: NONE,
      periods: NONE,
      forfeited,
    };
  }
  const creditable = clip(whole.counted, accruesFrom, whole.end);
  const qualifying: Span[] = [];
  const periods: WirePeriod[] = [];
  for (const period of touching(creditable, interval.start, interval.end)) {
    const earns = qualifies(period, policy);
    if (earns) qualifying.push(period);
    periods.push({ ...wire(period), qualifies: earns });
  }
  const accruedMs = totalWithin(creditable, interval.start, interval.end);
  const longEnough = atLeast(creditable, policy.minimumPeriod.ms);
  const creditableMs = totalWithin(longEnough, interval.start, interval.end);
  return { whole, verdict, creditable, accruedMs, creditableMs, qualifying, periods, forfeited: undefined };
};

/** Judges a whole raw downtime as for a customer that did not write. */
export const judgeSilent = (whole: Whole, month: Asked): Judged => judgedAs(silence(whole, month), whole, month);

/** Judges several, those that no notice covers by what was worked out for everybody who did not write. */
export const judgeAll = (
  silent: readonly Judged[],
  notices: readonly FactOf<'notice'>[],
  month: Asked,
): readonly Judged[] =>
  silent.map((judged) => {
    const verdict = judge(judged.whole, notices, month);
    return verdict === undefined ? judged : judgedAs(verdict, judged.whole, month);
  });

/** The labels that depend on whether and when the customer wrote. */
type NoticeLabel = Extract<Label, 'downtime' | 'unrecognized' | 'pending' | 'forfeited'>;

/** The part in the month of what is counted of a whole raw downtime, by label. */
export const labelsOf = ({ whole, verdict, creditable }: Judged, interval: Span): [NoticeLabel, Spans][] => {
  const { counted, start } = whole;
  const { accruesFrom, forfeit } = verdict;
  const divided: [NoticeLabel, Spans][] =
    accruesFrom === undefined
      ? [[forfeit === 'pending' ? 'pending' : 'forfeited', counted]]
      : [
          ['downtime', creditable],
          ['unrecognized', intersect(counted, [start, accruesFrom])],
        ];
  return divided.map(([label, spans]) => [label, clip(spans, interval.start, interval.end)]);
};
