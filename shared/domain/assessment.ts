import { Rejected } from '../rejected.ts';
import { type Amounts, type Earned, earn, inMoney, qualifies } from './credits.ts';
import type { Customer } from './customer.ts';
import { ofKind } from './existing.ts';
import type { Fact, FactOf } from './facts.ts';
import type { Month } from './month.ts';
import { judge, type Verdict } from './notice.ts';
import { type Label, type Situation, situationOf, type Whole } from './situation.ts';
import { atLeast, clip, each, intersect, type Span, type Spans, totalWithin } from './spans.ts';

/** A whole raw downtime with what notice makes of it, and what of it is creditable. */
export type Judged = Whole & { readonly verdict: Verdict; readonly creditable: Spans };

/** A customer's month, worked out: what a statement and its explanation are written from. */
export type Assessment = {
  readonly month: Month;
  readonly customer: Customer;
  readonly own: readonly Fact[];
  readonly notices: readonly FactOf<'notice'>[];
  readonly situation: Situation;
  readonly judged: readonly Judged[];
  /** The creditable periods that touch the month, not clipped to it, those shorter than the policy's minimum included. */
  readonly periods: readonly (Span & { readonly qualifies: boolean })[];
  readonly creditableMs: number;
  /** True where the policy's gate closes: the target was met, so nothing is earned. */
  readonly gated: boolean;
  readonly earned: Earned;
  readonly amounts: Amounts & { readonly uncappedMinor: number };
};

/**
 * Works out a customer's month (semantics, sections 3 to 8). `own`: the existing facts about this customer alone.
 * Pure: no clock, no order of arrival. Throws `Rejected` if the amount before capping is more than JSON carries exactly (section 10).
 */
export const assess = (
  month: Month,
  customer: Customer,
  own: readonly Fact[] = month.own.get(customer.id) ?? [],
): Assessment => {
  const { policy, interval } = month;
  const situation = situationOf(month, customer, own);
  const notices = ofKind(own, 'notice');
  const judged = situation.wholes.map((whole): Judged => {
    const verdict = judge(whole, notices, month);
    const creditable = verdict.accruesFrom === undefined ? [] : clip(whole.counted, verdict.accruesFrom, whole.end);
    return { ...whole, verdict, creditable };
  });
  // Whole raw downtimes never touch each other, so neither do the periods inside them: one list, in order of time.
  const creditable = judged.flatMap((whole) => whole.creditable);
  const touches = ({ start, end }: Span): boolean => start < interval.end && end > interval.start;
  const periods = each(creditable)
    .filter(touches)
    .map((period) => ({ ...period, qualifies: qualifies(period, policy) }));
  const creditableMs = totalWithin(atLeast(creditable, policy.minimumPeriod.ms), interval.start, interval.end);

  const measured = { measuredMs: situation.measuredMs, creditableMs };
  const gated = policy.gate === 'below-target' && situation.targetMet;
  const earned = gated
    ? { days: [], credits: 0, rateBps: policy.credit.kind === 'proportional' ? null : 0 }
    : earn(
        policy.credit,
        periods.filter((period) => period.qualifies),
        month.days,
        measured,
      );
  const { uncappedMinor, ...amounts } = inMoney(
    customer.serviceFees.amountMinor,
    earned,
    policy.credit,
    month.days.length,
    measured,
  );
  if (uncappedMinor === undefined) {
    const { amountMinor } = customer.serviceFees;
    const rule = 'the amount before capping is more than JSON carries exactly';
    throw new Rejected([{ at: 'serviceFees.amountMinor', rule, value: amountMinor }]);
  }
  return {
    month,
    customer,
    own,
    notices,
    situation,
    judged,
    periods,
    creditableMs,
    gated,
    earned,
    amounts: { ...amounts, uncappedMinor },
  };
};

/** The month divided into labels that add up to its length to the millisecond (semantics, section 6); empty ones are left out. */
export const labelled = ({ month: { interval }, situation, judged }: Assessment): [Label, Spans][] => {
  const inMonth = (spans: Spans): Spans => clip(spans, interval.start, interval.end);
  const part = (pick: (whole: Judged) => Spans): Spans => inMonth(judged.flatMap(pick));
  const forfeit = (isPending: boolean): Spans =>
    part(({ verdict, counted }) =>
      verdict.forfeit !== undefined && (verdict.forfeit === 'pending') === isPending ? counted : [],
    );
  const labels: [Label, Spans][] = [
    ...situation.labels,
    ['downtime', part((whole) => whole.creditable)],
    ['unrecognized', part(({ verdict, counted }) => intersect(counted, [-Infinity, verdict.accruesFrom ?? -Infinity]))],
    ['pending', forfeit(true)],
    ['forfeited', forfeit(false)],
  ];
  return labels.filter(([, spans]) => spans.length > 0);
};
