import type { Assessment } from '../month/assessment.ts';
import { explain } from './explain.ts';
import type { Explanation } from './explanation.ts';
import type { Forfeit } from '../policy/notice.ts';
import type { PeriodJson } from '../month/assessed-outage.ts';
import type { TotalsMs } from '../month/evaluation.ts';
import type { WireSpan } from '../time/intervals.ts';

/** The figures of a customer's month, as JSON carries them and in this order (semantics, section 9). */
export type Figures = {
  readonly customer: string;
  readonly month: string;
  readonly serviceMs: number;
  readonly excusedMs: number;
  readonly measuredMs: number;
  readonly observedDowntimeMs: number;
  readonly creditableDowntimeMs: number;
  readonly targetMet: boolean;
  readonly totalsMs: TotalsMs;
  readonly periods: readonly PeriodJson[];
  readonly forfeited: readonly (WireSpan & { readonly reason: Forfeit })[];
  readonly creditDays: readonly { readonly date: string; readonly credits: number }[];
  readonly credits: number;
  readonly rateBps: number | null;
  readonly uncappedMinor: number;
  readonly capMinor: number | null;
  readonly amountMinor: number;
  readonly currency: string;
};

/** Writes a customer's month down. */
export const figuresOf = (assessment: Assessment): Figures => {
  const { month, customer, situation, outcome, amounts } = assessment;
  return {
    customer: customer.id,
    month: month.month,
    serviceMs: situation.serviceMs,
    excusedMs: situation.excusedMs,
    measuredMs: situation.measuredMs,
    observedDowntimeMs: situation.observedMs,
    creditableDowntimeMs: outcome.creditableMs,
    targetMet: situation.targetMet,
    totalsMs: outcome.totalsMs,
    periods: outcome.periods,
    forfeited: outcome.forfeited,
    creditDays: outcome.creditDays,
    credits: outcome.earned.credits,
    rateBps: outcome.earned.rateBps,
    uncappedMinor: amounts.uncappedMinor,
    capMinor: amounts.capMinor,
    amountMinor: amounts.amountMinor,
    currency: customer.serviceFees.currency,
  };
};

/** A statement: the figures, and why they are what they are. */
export type Statement = Figures & { readonly explanation: Explanation };

/** Writes a customer's month down, with its explanation. */
export const statementOf = (assessment: Assessment): Statement => ({
  ...figuresOf(assessment),
  explanation: explain(assessment),
});
