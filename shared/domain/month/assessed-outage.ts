import { qualifies } from './credits.ts';
import type { FactOf } from '../facts/facts.ts';
import { formatInstant } from '../time/instant.ts';
import type { Month } from './month.ts';
import { type Forfeit, decideNotice, type NoticeWindow, withoutNotice, type NoticeDecision } from '../policy/notice.ts';
import type { Label } from './baseline.ts';
import {
  atLeast,
  clip,
  intersect,
  NEVER,
  since,
  type Span,
  type Spans,
  totalWithin,
  wire,
  type WireSpan,
} from '../time/intervals.ts';

/**
 * A whole raw downtime that touches the month, not clipped by anything; what of it is unexcused and in service time, and for how
 * long within the month.
 */
export type Outage = NoticeWindow & {
  readonly counted: Spans;
  readonly countedMs: number;
  /** The instants of `counted` as they are written, once for all customers. */
  readonly written: readonly string[];
};

/** A creditable period as a statement writes it. */
export type PeriodJson = WireSpan & { readonly qualifies: boolean };

/** A whole raw downtime with what notice makes of it. One that no notice covers is the same for all customers, written out once. */
export type AssessedOutage = {
  readonly whole: Outage;
  readonly verdict: NoticeDecision;
  readonly creditable: Spans;
  /** The part in the month that accrued. */
  readonly accruedMs: number;
  /** The same without periods shorter than the policy's minimum. */
  readonly creditableMs: number;
  /** The creditable periods that touch the month and earn, not clipped to it. */
  readonly qualifying: readonly Span[];
  /** The creditable periods that touch the month, not clipped to it, those shorter than the policy's minimum included. */
  readonly periods: readonly PeriodJson[];
  readonly forfeited: (WireSpan & { readonly reason: Forfeit }) | undefined;
};

type Asked = Pick<Month, 'policy' | 'interval' | 'asOf'>;

const NONE: readonly never[] = [];

/** What becomes of a whole raw downtime under a verdict: what of it accrued, and what is written of it (semantics, 5 and 6). */
const judgedAs = (verdict: NoticeDecision, whole: Outage, { policy, interval }: Asked): AssessedOutage => {
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
  const { counted, written } = whole;
  const creditable = accruesFrom <= whole.start ? counted : since(counted, accruesFrom);
  const qualifying: Span[] = [];
  const periods: PeriodJson[] = [];
  for (let i = 0; i < creditable.length; i += 2) {
    const period = { start: creditable[i] ?? 0, end: creditable[i + 1] ?? 0 };
    if (period.start >= interval.end || period.end <= interval.start) continue;
    const earns = qualifies(period, policy);
    if (earns) qualifying.push(period);
    // What accrues are the last stretches of what is counted, the first of them perhaps from later on.
    const place = i + counted.length - creditable.length;
    periods.push({
      start: period.start === counted[place] ? (written[place] ?? '') : formatInstant(period.start),
      end: written[place + 1] ?? '',
      qualifies: earns,
    });
  }
  const accruedMs = totalWithin(creditable, interval.start, interval.end);
  const longEnough = atLeast(creditable, policy.minimumPeriod.ms);
  const creditableMs = totalWithin(longEnough, interval.start, interval.end);
  return { whole, verdict, creditable, accruedMs, creditableMs, qualifying, periods, forfeited: undefined };
};

/** Judges a whole raw downtime as for a customer that did not write. */
export const assessUnclaimed = (whole: Outage, month: Asked): AssessedOutage =>
  judgedAs(withoutNotice(whole, month), whole, month);

/** Judges several, those that no notice covers by what was worked out for everybody who did not write. */
export const assessOutages = (
  silent: readonly AssessedOutage[],
  notices: readonly FactOf<'notice'>[],
  month: Asked,
): readonly AssessedOutage[] =>
  silent.map((judged) => {
    const verdict = decideNotice(judged.whole, notices, month);
    return verdict === undefined ? judged : judgedAs(verdict, judged.whole, month);
  });

/** The labels that depend on whether and when the customer wrote. */
type NoticeLabel = Extract<Label, 'downtime' | 'unrecognized' | 'pending' | 'forfeited'>;

/** The part in the month of what is counted of a whole raw downtime, by label. */
export const labelsOf = ({ whole, verdict, creditable }: AssessedOutage, interval: Span): [NoticeLabel, Spans][] => {
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
