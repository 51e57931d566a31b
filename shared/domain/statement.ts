import type { Assessment } from './assessment.ts';
import { explain } from './explain.ts';
import type { Explanation } from './explanation.ts';
import type { Forfeit } from './notice.ts';
import { type Label, LABELS } from './situation.ts';
import { wire, type WireSpan } from './spans.ts';

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
  readonly totalsMs: Readonly<Partial<Record<Label, number>>>;
  readonly periods: readonly (WireSpan & { readonly qualifies: boolean })[];
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
  const { month, customer, situation, judged, periods, creditableMs, earned, amounts } = assessment;
  return {
    customer: customer.id,
    month: month.month,
    serviceMs: situation.serviceMs,
    excusedMs: situation.excusedMs,
    measuredMs: situation.measuredMs,
    observedDowntimeMs: situation.observedMs,
    creditableDowntimeMs: creditableMs,
    targetMet: situation.targetMet,
    totalsMs: totalsOf(assessment),
    periods: periods.map((period) => ({ ...wire(period), qualifies: period.qualifies })),
    forfeited: judged.flatMap(({ verdict, ...whole }) =>
      verdict.forfeit === undefined ? [] : [{ ...wire(whole), reason: verdict.forfeit }],
    ),
    creditDays: earned.days.filter(({ credits }) => credits > 0).map(({ date, credits }) => ({ date, credits })),
    credits: earned.credits,
    rateBps: earned.rateBps,
    uncappedMinor: amounts.uncappedMinor,
    capMinor: amounts.capMinor,
    amountMinor: amounts.amountMinor,
    currency: customer.serviceFees.currency,
  };
};

/** How long each label lasted, in milliseconds, by label, alphabetically. */
const totalsOf = ({ situation, judged }: Assessment): Partial<Record<Label, number>> => {
  const sums: Partial<Record<Label, number>> = {};
  for (const [label, ms] of situation.totals) sums[label] = ms;
  for (const { totals } of judged) for (const [label, ms] of totals) sums[label] = (sums[label] ?? 0) + ms;
  const sorted: Partial<Record<Label, number>> = {};
  for (const label of ALPHABETICAL) {
    const ms = sums[label];
    if (ms !== undefined) sorted[label] = ms;
  }
  return sorted;
};

const ALPHABETICAL = LABELS.toSorted();

/** A statement: the figures, and why they are what they are. */
export type Statement = Figures & { readonly explanation: Explanation };

/** Writes a customer's month down, with its explanation. */
export const statementOf = (assessment: Assessment): Statement => ({
  ...figuresOf(assessment),
  explanation: explain(assessment),
});
