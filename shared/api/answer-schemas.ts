import * as z from 'zod/mini';
import { FACT_KINDS } from '../domain/facts/facts.ts';
import { keywordField } from '../domain/facts/fields.ts';
import { CLAIM_STATES } from '../domain/facts/claim-states.ts';
import { ACTIVITY_KINDS } from '../persistence/read-activity.ts';
import { EVIDENCE_KINDS } from './read-queries.ts';

/** The answers of the HTTP API, for its document. Later versions may add fields. */

const next = z.optional(z.string());
const money = z.object({ amountMinor: z.int(), currency: z.string() });
const factRef = z.object({ kind: keywordField(FACT_KINDS), id: z.string() });

const recordAnswer = z.looseObject({
  id: z.string(),
  name: z.string(),
  components: z.optional(z.array(z.string())),
  serviceFees: z.optional(money),
  policy: z.optional(z.string()),
  services: z.optional(z.array(z.looseObject({ id: z.string() }))),
  externalRefs: z.optional(z.record(z.string(), z.string())),
  effectiveFrom: z.string(),
  recordedAt: z.string(),
  by: z.string(),
});

const mailAddress = z.object({
  id: z.string(),
  address: z.string(),
  isStopped: z.boolean(),
  events: z.array(
    z.object({
      kind: z.enum(['bounce', 'complaint', 'lift']),
      at: z.string(),
      detail: z.string(),
      messageId: z.optional(z.string()),
      by: z.optional(z.string()),
    }),
  ),
});

const review = z.looseObject({ kind: z.string(), subject: z.string() });

export const ANSWERS = {
  stored: z.object({
    id: z.string(),
    month: z.optional(z.string()),
    outcome: z.enum(['stored', 'unchanged']),
  }),
  receipt: z.object({
    id: z.string(),
    fact: factRef,
    receivedAt: z.optional(z.string()),
    announcedAt: z.optional(z.string()),
    recordedAt: z.optional(z.string()),
  }),
  retraction: z.object({ id: z.string(), of: factRef, recordedAt: z.string() }),
  customers: z.object({ customers: z.array(recordAnswer), next }),
  customer: z.extend(recordAnswer, {
    fees: z.array(z.looseObject({ month: z.string(), recordedAt: z.string(), by: z.string() })),
    versions: z.array(recordAnswer),
  }),
  facts: z.object({
    facts: z.array(
      z.looseObject({
        kind: keywordField(EVIDENCE_KINDS),
        id: z.string(),
        recordedAt: z.optional(z.string()),
        by: z.string(),
        texts: z.optional(z.record(z.string(), z.string())),
        retracted: z.optional(z.object({ at: z.optional(z.string()), by: z.string(), reason: z.string() })),
      }),
    ),
    next,
  }),
  goodwill: z.object({
    id: z.string(),
    customer: z.string(),
    month: z.string(),
    outcome: z.enum(['recorded', 'known']),
    recordedAt: z.string(),
  }),
  approvals: z.object({
    approvals: z.array(
      z.object({
        id: z.string(),
        customer: z.string(),
        month: z.string(),
        amountMinor: z.int(),
        currency: z.string(),
        previousAmountMinor: z.int(),
        deltaMinor: z.int(),
        reason: z.string(),
        statement: z.object({ sha256: z.string(), url: z.string(), page: z.string() }),
        run: z.string(),
        closedAsOf: z.string(),
        proposedAt: z.string(),
        recordedBy: z.array(z.string()),
      }),
    ),
    notListed: z.optional(z.int()),
  }),
  approvalDecision: z.object({
    id: z.string(),
    approved: z.optional(z.string()),
    declined: z.optional(z.string()),
    by: z.string(),
    recordedAt: z.string(),
  }),
  invoiceReviews: z.object({
    reviews: z.array(
      z.object({
        id: z.string(),
        customer: z.string(),
        month: z.string(),
        revision: z.int(),
        amountMinor: z.optional(z.int()),
        currency: z.optional(z.string()),
        reason: z.string(),
        recordedAt: z.string(),
        retried: z.optional(z.object({ by: z.string(), reason: z.string(), recordedAt: z.string() })),
      }),
    ),
    notListed: z.optional(z.int()),
  }),
  invoiceReviewDecision: z.object({
    id: z.string(),
    action: keywordField(['retry', 'done']),
    reason: z.string(),
    by: z.string(),
    recordedAt: z.string(),
  }),
  claimMark: z.object({
    provider: z.string(),
    service: z.string(),
    month: z.string(),
    state: keywordField(CLAIM_STATES),
    at: z.string(),
    recordedAt: z.string(),
    outcome: z.enum(['stored', 'unchanged']),
  }),
  activity: z.object({
    activities: z.array(
      z.looseObject({
        at: z.string(),
        kind: keywordField(ACTIVITY_KINDS),
        by: z.string(),
        byName: z.optional(z.string()),
        customer: z.optional(z.string()),
        month: z.optional(z.string()),
        id: z.optional(z.string()),
        reason: z.optional(z.string()),
      }),
    ),
    next,
  }),
  customerMonth: z.looseObject({
    customer: z.string(),
    month: z.string(),
    run: z.nullable(z.string()),
    asOf: z.string(),
    amountMinor: z.optional(z.int()),
    currency: z.optional(z.string()),
    statements: z.optional(z.array(z.looseObject({ customer: z.string(), month: z.string() }))),
    blocked: z.optional(z.string()),
    revisions: z.array(z.looseObject({ revision: z.int(), amountMinor: z.int(), currency: z.string() })),
  }),
  month: z.looseObject({
    run: z.string(),
    month: z.string(),
    asOf: z.string(),
    preview: z.boolean(),
    by: z.string(),
    startedAt: z.string(),
    closedAt: z.nullable(z.string()),
    progress: z.looseObject({ done: z.int(), complete: z.boolean() }),
    totals: z.object({ counts: z.record(z.string(), z.int()), deltaMinor: z.record(z.string(), z.int()) }),
    blocked: z.array(z.object({ customer: z.string(), reason: z.string() })),
    attention: z.array(review),
    sweeps: z.array(z.looseObject({ run: z.string() })),
  }),
  monthCustomers: z.object({
    month: z.string(),
    asOf: z.string(),
    customers: z.array(
      z.object({
        customer: z.string(),
        name: z.optional(z.string()),
        amountMinor: z.optional(z.int()),
        previousAmountMinor: z.int(),
        deltaMinor: z.optional(z.int()),
        currency: z.optional(z.string()),
        blocked: z.optional(z.string()),
      }),
    ),
    next,
  }),
  /** CSV with the column names in its first line. */
  credits: z.string(),
  unmatched: z.object({
    messages: z.array(z.looseObject({ id: z.string(), state: z.string() })),
    notListed: z.optional(z.int()),
  }),
  customerMail: z.object({
    messages: z.array(
      z.looseObject({
        kind: z.enum(['receipt', 'statement']),
        to: z.string(),
        at: z.string(),
        state: z.enum(['sent', 'rejected', 'stopped', 'unknown']),
        messageId: z.optional(z.string()),
      }),
    ),
    addresses: z.array(mailAddress),
    notListed: z.optional(z.int()),
  }),
  mailStops: z.object({ addresses: z.array(mailAddress), notListed: z.optional(z.int()) }),
  mailStop: z.object({ id: z.string(), address: z.string(), outcome: z.enum(['lifted', 'unchanged']) }),
  decision: z.looseObject({ id: z.string() }),
  ordered: z.object({ run: z.string(), month: z.string(), asOf: z.string(), preview: z.boolean() }),
  problem: z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    faults: z.optional(z.array(z.object({ at: z.string(), rule: z.string(), value: z.optional(z.unknown()) }))),
  }),
} as const;
export type AnswerName = keyof typeof ANSWERS;
