import * as z from 'zod/mini';
import { FACT_KINDS } from '../domain/facts/facts.ts';
import { customerId, keywordField, month, text } from '../domain/facts/fields.ts';
import { bodyInstant } from '../ingest/instant-fault.ts';
import { ACTIVITY_KINDS } from '../persistence/read-activity.ts';

/** The parameters of the calls that read lists. Each has a cursor, which an earlier page gave as `next`. */

const cursor = z.optional(z.string());

const EXTERNAL_REF = /^[^:]+:./s;

const customers = z.strictObject({
  /** A system and the customer's id in it: `stripe:cus_1`. */
  externalRef: z.optional(text.check(z.regex(EXTERNAL_REF, 'not of the form SYSTEM:ID'))),
  cursor,
});

export const EVIDENCE_KINDS = FACT_KINDS.filter((kind) => kind !== 'retraction');

const facts = z.strictObject({
  kind: z.optional(keywordField(EVIDENCE_KINDS)),
  customer: z.optional(customerId),
  from: z.optional(bodyInstant),
  to: z.optional(bodyInstant),
  cursor,
});

const activity = z.strictObject({
  by: z.optional(text),
  kind: z.optional(keywordField(ACTIVITY_KINDS)),
  customer: z.optional(customerId),
  from: z.optional(bodyInstant),
  to: z.optional(bodyInstant),
  cursor,
});

const invoiceReviews = z.strictObject({ month: z.optional(month) });

/** The parameters by the list that they read; `cursor` alone has no filter. */
export const READ_QUERIES = { customers, facts, activity, invoiceReviews, cursor: z.strictObject({ cursor }) } as const;
