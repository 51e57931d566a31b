import * as z from 'zod/mini';
import type { Assessment } from '../month/assessment.ts';
import { creditablePeriods, forfeitedOutages } from '../month/evaluation.ts';
import { LABELS, type Label, type TotalsMs } from '../month/label.ts';
import { roundedMs } from '../month/weighted-time.ts';
import { formatInstant } from '../time/instant.ts';
import type { Interval } from '../time/intervals.ts';
import { explain } from './explain.ts';
import { explanation, forfeitReason, jsonInterval } from './explanation.ts';

/** The figures of a customer's or a service's month, in the order of `docs/rules.md §9`. */
const figuresSchema = z.object({
  customer: z.string(),
  service: z.optional(z.string()),
  month: z.string(),
  serviceMs: z.number(),
  excusedMs: z.number(),
  measuredMs: z.number(),
  observedDowntimeMs: z.number(),
  creditableDowntimeMs: z.number(),
  targetMet: z.boolean(),
  totalsMs: z.partialRecord(z.enum(LABELS), z.number()),
  periods: z.array(z.object({ ...jsonInterval, qualifies: z.boolean() })),
  forfeited: z.array(z.object({ ...jsonInterval, reason: forfeitReason })),
  creditDays: z.array(z.object({ date: z.string(), credits: z.number() })),
  credits: z.number(),
  rateBps: z.nullable(z.number()),
  uncappedMinor: z.number(),
  capMinor: z.nullable(z.number()),
  amountMinor: z.number(),
  currency: z.string(),
});
export type Figures = z.output<typeof figuresSchema>;

/** A statement: the figures with their explanation. Every reader of statements picks from this schema. */
export const statementSchema = z.extend(figuresSchema, { explanation });
export type Statement = z.output<typeof statementSchema>;

/** Returns the figures of an assessment. */
export const figuresOf = (assessment: Assessment): Figures => {
  const { month, contract, baseline, evaluation, amounts } = assessment;
  const { earned } = evaluation;
  return {
    customer: contract.customer,
    ...(contract.service === undefined ? {} : { service: contract.service }),
    month: month.month,
    serviceMs: baseline.serviceMs,
    excusedMs: baseline.excusedMs,
    measuredMs: baseline.measuredMs,
    observedDowntimeMs: roundedMs(baseline.observed),
    creditableDowntimeMs: roundedMs(evaluation.creditable),
    targetMet: baseline.targetMet,
    totalsMs: alphabetical({ ...baseline.totalsMs, ...evaluation.claimMs }),
    periods: creditablePeriods(evaluation, month).map(({ qualifies, ...period }) => ({
      ...formatInterval(period),
      qualifies,
    })),
    forfeited: forfeitedOutages(evaluation).map(({ reason, ...outage }) => ({ ...formatInterval(outage), reason })),
    creditDays: earned.bookings.flatMap(({ date, credits }) =>
      date === null || credits === 0 ? [] : [{ date, credits }],
    ),
    credits: earned.credits,
    rateBps: earned.rateBps,
    uncappedMinor: amounts.uncappedMinor,
    capMinor: amounts.capMinor,
    amountMinor: amounts.amountMinor,
    currency: contract.serviceFees.currency,
  };
};

const ALPHABETICAL: readonly Label[] = LABELS.toSorted();

/** Returns the totals in the order of their labels, without zeros. */
const alphabetical = (totals: TotalsMs): TotalsMs => {
  const sorted: Partial<Record<Label, number>> = {};
  for (const label of ALPHABETICAL) {
    const ms = totals[label] ?? 0;
    if (ms > 0) sorted[label] = ms;
  }
  return sorted;
};

const formatInterval = ({ start, end }: Interval) => ({ start: formatInstant(start), end: formatInstant(end) });

/** Returns an assessment as a statement with its explanation. */
export const statementOf = (assessment: Assessment): Statement => ({
  ...figuresOf(assessment),
  explanation: explain(assessment),
});
