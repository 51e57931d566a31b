import * as z from 'zod/mini';
import type { FactKind } from '../../../shared/domain/facts/facts.ts';
import { LABELS } from '../../../shared/domain/month/baseline.ts';
import type { Statement } from '../../../shared/domain/statement/statement.ts';

const label = z.enum(LABELS);
const span = { start: z.string(), end: z.string() };
const figure = z.number();
const count = z.nullable(figure);

/** The record type makes a missing kind a compile error. */
const KINDS: Readonly<Record<FactKind, FactKind>> = {
  'monitor-state': 'monitor-state',
  'provider-status': 'provider-status',
  maintenance: 'maintenance',
  exclusion: 'exclusion',
  notice: 'notice',
  downtime: 'downtime',
  retraction: 'retraction',
};

const reason = z.object({ ...span, kind: z.enum(KINDS), source: z.string(), facts: z.array(z.string()) });
const forfeit = z.enum(['late-notice', 'no-notice', 'pending']);

const downtime = z.object({
  ...span,
  components: z.array(z.string()),
  downBy: z.array(reason),
  deadline: z.string(),
  notices: z.array(z.object({ id: z.string(), recognizedAt: z.string(), receivedAt: z.string(), timely: z.boolean() })),
  accruesFrom: z.nullable(z.string()),
  forfeit: z.nullable(forfeit),
});

const rule = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('per-period'),
    longerThanMs: figure,
    blockMs: figure,
    rateBps: figure,
    maxPerDay: count,
    maxPerMonth: count,
  }),
  z.object({ kind: z.literal('tiers'), tiers: z.array(z.object({ below: z.string(), rateBps: figure })) }),
  z.object({ kind: z.literal('proportional'), multiplier: figure }),
]);

const credit = z.object({
  measuredMs: figure,
  creditableMs: figure,
  gated: z.boolean(),
  rule,
  days: z.array(
    z.object({
      date: z.string(),
      parts: z.array(z.object({ ...span, blocks: figure })),
      earned: figure,
      credits: figure,
    }),
  ),
  credits: figure,
  rateBps: count,
  feeMinor: figure,
  uncappedMinor: figure,
  cap: z.nullable(z.union([z.object({ serviceFeeDays: figure, daysInMonth: figure }), z.object({ bps: figure })])),
  capMinor: count,
  amountMinor: figure,
  currency: z.string(),
});

const explanation = z.object({
  ...span,
  policy: z.object({ id: z.string(), version: figure }),
  target: z.string(),
  timeZone: z.string(),
  asOf: z.string(),
  stretches: z.array(z.object({ ...span, label, clause: count, because: z.array(reason) })),
  downtimes: z.array(downtime),
  credit,
});

/** A statement in the format of the HTTP API. */
export const statementAnswer = z.object({
  customer: z.string(),
  month: z.string(),
  serviceMs: figure,
  excusedMs: figure,
  measuredMs: figure,
  observedDowntimeMs: figure,
  creditableDowntimeMs: figure,
  targetMet: z.boolean(),
  totalsMs: z.partialRecord(label, figure),
  periods: z.array(z.object({ ...span, qualifies: z.boolean() })),
  forfeited: z.array(z.object({ ...span, reason: forfeit })),
  creditDays: z.array(z.object({ date: z.string(), credits: figure })),
  credits: figure,
  rateBps: count,
  uncappedMinor: figure,
  capMinor: count,
  amountMinor: figure,
  currency: z.string(),
  explanation,
});

const revision = z.object({
  revision: figure,
  amountMinor: figure,
  previousAmountMinor: figure,
  currency: z.string(),
  reason: z.string(),
  recordedAt: z.string(),
  sent: z.boolean(),
});
export type AnsweredRevision = z.output<typeof revision>;

/**
 * `GET /customers/{id}/months/{month}`: the statement, or the reason why the customer is blocked, and the revisions.
 */
export const customerMonth = z.object({
  customer: z.string(),
  month: z.string(),
  run: z.nullable(z.string()),
  asOf: z.string(),
  statement: z.optional(statementAnswer) satisfies z.core.$ZodType<Statement | undefined>,
  blocked: z.optional(z.string()),
  revisions: z.array(revision),
});
export type CustomerMonthAnswer = z.output<typeof customerMonth>;
