import { Rejected } from '../rejected.ts';
import { type Amounts, inMoney } from './credits.ts';
import type { Customer } from './customer.ts';
import { ofKind } from './existing.ts';
import type { Fact, FactOf } from './facts.ts';
import { judgeAll, labelsOf } from './judged.ts';
import type { Month } from './month.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type Label, type Situation, situationOf } from './situation.ts';
import type { Spans } from './spans.ts';

/** A customer's month, worked out: what a statement and its explanation are written from. */
export type Assessment = {
  readonly month: Month;
  readonly customer: Customer;
  readonly own: readonly Fact[];
  readonly notices: readonly FactOf<'notice'>[];
  readonly situation: Situation;
  readonly outcome: Outcome;
  readonly amounts: Payable;
};

type Payable = Amounts & { readonly uncappedMinor: number };

/**
 * Works out a customer's month (semantics, sections 3 to 8). `own`: the existing facts about this customer alone.
 * Pure: no clock, no order of arrival. Throws `Rejected` if the amount before capping is more than JSON carries exactly (section 10).
 */
export const assess = (
  month: Month,
  customer: Customer,
  own: readonly Fact[] = month.own.get(customer.id) ?? NONE,
): Assessment => {
  const situation = situationOf(month, customer, own);
  const notices = ofKind(own, 'notice');
  const { silence, measuredMs } = situation;
  const outcome =
    notices.length === 0 || silence.judged.length === 0
      ? silence
      : outcomeOf(judgeAll(silence.judged, notices, month), situation, month);
  const { amountMinor } = customer.serviceFees;
  const { creditableMs } = outcome;
  const amounts = inMoney(amountMinor, outcome.earned, month.policy.credit, month.days.length, {
    measuredMs,
    creditableMs,
  });
  if (!isPayable(amounts)) {
    const rule = 'the amount before capping is more than JSON carries exactly';
    throw new Rejected([{ at: 'serviceFees.amountMinor', rule, value: amountMinor }]);
  }
  return { month, customer, own, notices, situation, outcome, amounts };
};

const NONE: readonly never[] = [];
const isPayable = (amounts: Amounts): amounts is Payable => amounts.uncappedMinor !== undefined;

/** The month divided into labels that add up to its length to the millisecond (semantics, section 6); empty ones are left out. */
export const labelled = ({ month, situation, outcome }: Assessment): (readonly [Label, Spans])[] => [
  ...situation.labels,
  ...outcome.judged.flatMap((judged) => labelsOf(judged, month.interval)),
];
