import * as z from 'zod/mini';
import { CLAIM_STEPS, FACT_KINDS } from '../facts/facts.ts';
import { LABELS } from '../month/label.ts';

/** The schema of an explanation: why a statement has its figures, as data. Sentences are made by its readers. */

const text = z.string();
const figure = z.number();
const limit = z.nullable(figure);

/** Instants in JSON: `2026-10-14T17:00:00.000Z`. */
export const jsonInterval = { start: text, end: text };

/** The reasons why an outage does not accrue. */
export const forfeitReason = z.enum(['late-notice', 'no-notice', 'pending']);

/** A piece of evidence. `source` is an alarm, a provider's component, a component, a customer, or `all`. */
const reason = z.object({
  kind: z.enum(FACT_KINDS),
  source: text,
  facts: z.array(text),
  ...jsonInterval,
  /** The share of users affected, in per cent, where it is not all of them. */
  impact: z.optional(text),
});
export type Reason = z.output<typeof reason>;

/** An interval of the month under one label, with its facts. `clause` is null where no clause of the contract is needed. */
const labelledInterval = z.object({
  ...jsonInterval,
  label: z.enum(LABELS),
  clause: limit,
  because: z.array(reason),
});
export type ExplainedInterval = z.output<typeof labelledInterval>;

const timeLimit = z.union([
  text,
  z.object({ days: z.optional(figure), businessDays: z.optional(figure), months: z.optional(figure) }),
]);

/** A step of a claim for an outage. `late`: a notice covers the outage and missed the deadline; `missed`: none came. */
const explainedStep = z.object({
  step: z.enum(CLAIM_STEPS),
  within: timeLimit,
  after: z.enum(['outage-start', 'outage-end', 'recognition', 'month-end']),
  /** After `recognition`, the deadline as if the outage had been recognised at its end. */
  deadline: text,
  status: z.enum(['met', 'late', 'pending', 'missed']),
  /** The notices of this step that cover the outage, each with its own deadline. */
  notices: z.array(z.object({ id: text, recognizedAt: text, receivedAt: text, deadline: text, timely: z.boolean() })),
});
export type ExplainedStep = z.output<typeof explainedStep>;

/** An outage that overlaps the month, not clipped, and the decision about its claim. */
const explainedOutage = z.object({
  ...jsonInterval,
  /** The components that were down, the evidence for it, and their excuses, also where nothing of it counts. */
  components: z.array(z.object({ id: text, downBy: z.array(reason), excusedBy: z.array(reason) })),
  /** Empty where the policy asks for no claim. */
  steps: z.array(explainedStep),
  accruesFrom: z.nullable(text),
  forfeit: z.nullable(forfeitReason),
});
export type ExplainedOutage = z.output<typeof explainedOutage>;

/** A part of a period inside the month, with one impact. `units`: the whole units that count; null: it counts to the millisecond. */
const countedPart = z.object({ ...jsonInterval, impact: text, units: limit });

/** How the availability follows: why this denominator, and which parts of the downtime count. */
const countedTime = z.object({
  /** `remove`: excused time is not measured. `count-as-up`: it is measured, as up. */
  effect: z.enum(['remove', 'count-as-up']),
  serviceMs: figure,
  excusedMs: figure,
  measuredMs: figure,
  minimumMs: figure,
  wholeUnits: z.nullable(z.object({ unitMs: figure, align: z.enum(['elapsed', 'clock']) })),
  impact: z.enum(['any', 'share']),
  observed: z.array(countedPart),
  creditable: z.array(countedPart),
  decimals: limit,
  /** The availability in per cent as rounded to `decimals`; null where it is compared exactly. */
  rounded: z.nullable(z.object({ observed: text, creditable: text })),
});

const share = z.object({
  bps: z.optional(figure),
  serviceFeeDays: z.optional(figure),
  of: z.optional(z.enum(['month', '30-days', 'year'])),
});
export type ExplainedShare = z.output<typeof share>;

const qualify = { longerThanMs: figure, summedOver: z.enum(['period', 'day', 'month']) };

/** The policy's credit: its amounts as shares of the fees, its lengths in milliseconds. */
const rule = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('per-block'),
    ...qualify,
    blockMs: figure,
    blocksWithin: z.enum(['day', 'period', 'month']),
    allowancePercent: z.nullable(text),
    amount: share,
    maxPerPeriod: limit,
    maxPerDay: limit,
    maxPerMonth: limit,
  }),
  z.object({ kind: z.literal('per-outage'), ...qualify, amount: share, maxPerDay: limit, maxPerMonth: limit }),
  z.object({
    kind: z.literal('tiers'),
    by: z.enum(['availability', 'downtime', 'period']),
    tiers: z.array(
      z.object({
        below: z.optional(text),
        atMost: z.optional(text),
        longerThanMs: z.optional(figure),
        amount: share,
      }),
    ),
    beyond: z.nullable(z.object({ from: text, step: text, amount: share, partialStep: z.enum(['count', 'drop']) })),
  }),
  z.object({ kind: z.literal('proportional'), multiplier: figure }),
]);
export type ExplainedRule = z.output<typeof rule>;

/** The qualifying parts of a period, and the credits that they earn before the limits. */
const earning = z.object({
  parts: z.array(z.object(jsonInterval)),
  blocks: figure,
  earned: figure,
  tier: z.optional(figure),
});

/** The credits booked on a local day (null: on no day), before and after the limits. */
const booking = z.object({ date: z.nullable(text), earnings: z.array(earning), earned: figure, credits: figure });
export type ExplainedBooking = z.output<typeof booking>;

/** How the amount follows from the downtime, with every number in the order of its use. */
const derivation = z.object({
  gate: z.enum(['none', 'below-target']),
  /** The target was met, and the gate lets no credit through. */
  gated: z.boolean(),
  rule,
  bookings: z.array(booking),
  /** The index of the tier that the month reached, and the further steps that it counts. */
  tier: limit,
  steps: figure,
  credits: figure,
  rateBps: limit,
  /** The exact share of the fees, in lowest terms. */
  share: z.object({ numerator: text, denominator: text }),
  daysInMonth: figure,
  /** The service whose fees these are; null: the customer's. */
  service: z.nullable(text),
  feeMinor: figure,
  uncappedMinor: figure,
  /** Each cap of the policy, and its amount. */
  caps: z.array(z.object({ share: z.nullable(share), minor: figure })),
  capMinor: limit,
  /** The smallest of the uncapped amount, the caps and the fee. */
  cappedMinor: figure,
  /** An amount that is not above this is not paid. */
  payableAboveMinor: limit,
  amountMinor: figure,
  currency: text,
});
export type Derivation = z.output<typeof derivation>;

/** Why a statement has its figures. */
export const explanation = z.object({
  policy: z.object({ id: text, version: figure }),
  /** The promised availability in per cent, as the policy writes it. */
  target: text,
  timeZone: text,
  ...jsonInterval,
  asOf: text,
  /** The month divided without gap or overlap, in order of time. */
  intervals: z.array(labelledInterval),
  outages: z.array(explainedOutage),
  /** How outages are claimed; null: credits are automatic. */
  claim: z.nullable(
    z.object({
      accrual: z.enum(['recognition', 'outage-start']),
      covers: z.enum(['overlapping', 'outage', 'month']),
      leadToleranceMs: figure,
    }),
  ),
  /** The company's scheduled maintenance by local month, and the instant at which it had used up the policy's limit. */
  maintenance: z.object({
    maxPerMonthMs: limit,
    months: z.array(z.object({ month: text, usedMs: figure, usedUpAt: z.nullable(text) })),
  }),
  counted: countedTime,
  credit: derivation,
});
export type Explanation = z.output<typeof explanation>;
