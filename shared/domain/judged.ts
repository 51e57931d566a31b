import { qualifies } from './credits.ts';
import type { FactOf } from './facts.ts';
import type { Month } from './month.ts';
import { covers, judge, type Verdict } from './notice.ts';
import type { Label, Whole } from './situation.ts';
import { atLeast, clip, each, intersect, NEVER, type Span, type Spans, total, totalWithin } from './spans.ts';

/** The labels that depend on whether and when the customer wrote. */
type NoticeLabel = Extract<Label, 'downtime' | 'unrecognized' | 'pending' | 'forfeited'>;

export type Period = Span & { readonly qualifies: boolean };

/** A whole raw downtime with what notice makes of it. */
export type Judged = Whole & {
  readonly verdict: Verdict;
  /** The creditable periods that touch the month, not clipped to it, those shorter than the policy's minimum included. */
  readonly periods: readonly Period[];
  readonly creditableMs: number;
  /** The part in the month of what is counted of it, by label. */
  readonly labels: readonly (readonly [NoticeLabel, Spans])[];
  readonly totals: readonly (readonly [NoticeLabel, number])[];
};

type Asked = Pick<Month, 'policy' | 'interval' | 'asOf'>;

/** Judges a whole raw downtime by the customer's notices: what of it accrued, and what becomes of the rest (semantics, 5 and 6). */
export const judgeWhole = (whole: Whole, notices: readonly FactOf<'notice'>[], month: Asked): Judged => {
  const { policy, interval } = month;
  const { counted, start, end } = whole;
  const verdict = judge(whole, notices, month);
  const creditable = verdict.accruesFrom === undefined ? NEVER : clip(counted, verdict.accruesFrom, end);
  const inMonth = (spans: Spans): Spans => clip(spans, interval.start, interval.end);
  const labels = [...divided(counted, creditable, start, verdict)]
    .map(([label, spans]) => [label, inMonth(spans)] as const)
    .filter(([, spans]) => spans.length > 0);
  return {
    ...whole,
    verdict,
    periods: each(creditable)
      .filter((period) => period.start < interval.end && period.end > interval.start)
      .map((period) => ({ ...period, qualifies: qualifies(period, policy) })),
    creditableMs: totalWithin(atLeast(creditable, policy.minimumPeriod.ms), interval.start, interval.end),
    labels,
    totals: labels.map(([label, spans]) => [label, total(spans)]),
  };
};

const divided = (
  counted: Spans,
  creditable: Spans,
  start: number,
  { accruesFrom, forfeit }: Verdict,
): [NoticeLabel, Spans][] => {
  if (forfeit !== undefined) return [[forfeit === 'pending' ? 'pending' : 'forfeited', counted]];
  return [
    ['downtime', creditable],
    ['unrecognized', intersect(counted, [start, accruesFrom])],
  ];
};

/** Judges several, those that no notice covers by what was worked out for everybody who did not write. */
export const judgeAll = (
  silent: readonly Judged[],
  notices: readonly FactOf<'notice'>[],
  month: Asked,
): readonly Judged[] =>
  notices.length === 0
    ? silent
    : silent.map((judged) =>
        notices.some((notice) => covers(notice, judged, month)) ? judgeWhole(judged, notices, month) : judged,
      );
