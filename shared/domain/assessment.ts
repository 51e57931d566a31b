import { Rejected } from '../rejected.ts';
import { type Amounts, type Earned, earn, inMoney } from './credits.ts';
import type { Customer } from './customer.ts';
import { ofKind } from './existing.ts';
import type { Fact, FactOf } from './facts.ts';
import type { Month } from './month.ts';
import { type Judged, judgeAll, type Period } from './judged.ts';
import { type Label, type Situation, situationOf } from './situation.ts';
import type { Spans } from './spans.ts';

/** A customer's month, worked out: what a statement and its explanation are written from. */
export type Assessment = {
  readonly month: Month;
  readonly customer: Customer;
  readonly own: readonly Fact[];
  readonly notices: readonly FactOf<'notice'>[];
  readonly situation: Situation;
  readonly judged: readonly Judged[];
  /** The creditable periods that touch the month, not clipped to it, those shorter than the policy's minimum included. */
  readonly periods: readonly Period[];
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
  const { policy } = month;
  const situation = situationOf(month, customer, own);
  const notices = ofKind(own, 'notice');
  // Whole raw downtimes never touch each other, so neither do the periods inside them: what holds of each adds up.
  const judged = judgeAll(situation.silent, notices, month);
  const periods = judged.length === 0 ? NONE : judged.flatMap((whole) => whole.periods);
  const creditableMs = judged.reduce((sum, whole) => sum + whole.creditableMs, 0);

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

const NONE: readonly never[] = [];

/** The month divided into labels that add up to its length to the millisecond (semantics, section 6); empty ones are left out. */
export const labelled = ({ situation, judged }: Assessment): (readonly [Label, Spans])[] => [
  ...situation.labels,
  ...judged.flatMap(({ labels }) => labels),
];
