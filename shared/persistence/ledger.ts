import * as z from 'zod/mini';
import { customerId, instant, month, whole } from '../domain/facts/fields.ts';
import { fees } from '../domain/facts/customer.ts';
import type { Instant } from '../domain/time/instant.ts';
import { conditionalPut } from './conditional-put.ts';
import { creditIndexKey, type CreditName, revisionKey, sentKey } from './keys.ts';
import { decodeItem, getItem } from './dynamo-reads.ts';
import type { Table } from './dynamo-table.ts';
import { gzipped } from '../lib/gzip-codec.ts';

const { amountMinor, currency } = fees.shape;

/**
 * A revision of a customer's credit for a month: what the credit is from then on. Revisions count from 1.
 * The statement and the message are kept as the very text that was stored and is sent, not as values that could be written anew.
 */
export const revisionItem = z.object({
  customer: customerId,
  month,
  revision: whole(1),
  amountMinor,
  currency,
  previousAmountMinor: amountMinor,
  /** One sentence: why the credit is this much. */
  reason: z.string(),
  policy: z.object({ id: z.string(), version: whole(0) }),
  /** The id of the run that made it, and the instant whose facts it goes by. */
  run: z.string(),
  closedAsOf: instant,
  recordedAt: instant,
  /** The whole statement, JSON. */
  statement: gzipped,
  statementSha256: z.string(),
  statementUrl: z.string(),
  externalRefs: z.optional(z.record(z.string(), z.string())),
  /** The message to billing, JSON. */
  message: z.string(),
});
export type Revision = z.output<typeof revisionItem>;

export const sentItem = z.object({ customer: customerId, month, revision: whole(1), sentAt: instant });
/** That a revision has been handed to the billing queue. */
export type Sent = z.output<typeof sentItem>;

/** What became of a revision. `too long`: no item holds it, and never will; nothing is recorded. */
type Recorded =
  | { readonly outcome: 'recorded' | 'stood'; readonly standing: Revision }
  | { readonly outcome: 'too long'; readonly standing: undefined };

/**
 * Records a revision once, and gives back the one that stands under its number: this one or an earlier one. Send that one.
 *
 * Order: record, send, mark. A crash after the record leaves a revision without a mark, which the next to look at the customer
 * sends; a crash after the send sends it twice, under the same message id, which the consumer drops.
 */
export const recordRevision = async (table: Table, revision: Revision): Promise<Recorded> => {
  const item = {
    ...revisionKey(revision),
    ...creditIndexKey(revision.customer, revision.month, revision.recordedAt),
    ...z.encode(revisionItem, revision),
  };
  try {
    if ((await conditionalPut(table, item)) === 'appended') return { outcome: 'recorded', standing: revision };
  } catch (error) {
    if (isTooLong(error)) return { outcome: 'too long', standing: undefined };
    throw error;
  }
  return { outcome: 'stood', standing: decodeItem(revisionItem, await getItem(table, item)) };
};

/** DynamoDB's words for an item of more than 400 KB; it has no code of its own for that. */
const isTooLong = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException' && /item size/i.test(error.message);

/** Marks a revision as handed over. Again is no harm: the first mark stands. */
export const markPublished = async (
  table: Table,
  { customer, month, revision }: CreditName,
  sentAt: Instant,
): Promise<void> => {
  const mark = { customer, month, revision, sentAt };
  await conditionalPut(table, { ...sentKey(mark), ...z.encode(sentItem, mark) });
};

/** The revisions of a month, in their order. */
export const revisionsOf = (revisions: readonly Revision[], month: string): Revision[] =>
  revisions.filter((revision) => revision.month === month).toSorted((a, b) => a.revision - b.revision);

/** The revisions whose hand-over is still open, in the order to send them in. */
export const unpublished = (revisions: readonly Revision[], sent: readonly Sent[], month: string): Revision[] => {
  const handedOver = new Set(sent.filter((mark) => mark.month === month).map(({ revision }) => revision));
  return revisionsOf(revisions, month).filter(({ revision }) => !handedOver.has(revision));
};
