import { InvalidInput } from '../../lib/validation.ts';
import { type Amounts, inMoney } from './credits.ts';
import type { Customer } from '../facts/customer.ts';
import { ofKind } from '../facts/effective-facts.ts';
import type { Fact, FactOf } from '../facts/facts.ts';
import { assessOutages, labelsOf } from './assessed-outage.ts';
import type { Month } from './month.ts';
import { type Evaluation, evaluationOf } from './evaluation.ts';
import { type Label, type Baseline, baselineOf } from './baseline.ts';
import type { Spans } from '../time/intervals.ts';

/** A customer's month, worked out: what a statement and its explanation are written from. */
export type Assessment = {
  readonly month: Month;
  readonly customer: Customer;
  readonly own: readonly Fact[];
  readonly notices: readonly FactOf<'notice'>[];
  readonly situation: Baseline;
  readonly outcome: Evaluation;
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
  const situation = baselineOf(month, customer, own);
  const notices = ofKind(own, 'notice');
  const { silence, measuredMs } = situation;
  const outcome =
    notices.length === 0 || silence.judged.length === 0
      ? silence
      : evaluationOf(assessOutages(silence.judged, notices, month), situation, month);
  const { amountMinor } = customer.serviceFees;
  const { creditableMs } = outcome;
  const amounts = inMoney(amountMinor, outcome.earned, month.policy.credit, month.days.length, {
    measuredMs,
    creditableMs,
  });
  if (!isPayable(amounts)) {
    const rule = 'the amount before capping is more than JSON carries exactly';
    throw new InvalidInput([{ at: 'serviceFees.amountMinor', rule, value: amountMinor }]);
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
