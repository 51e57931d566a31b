import * as z from 'zod/mini';
import { fees } from '../domain/facts/customer.ts';
import { customerId, instantField, month, whole } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { gzipped } from '../lib/gzip-codec.ts';
import { conditionalPut, decodeItem, getItem, readLast, sortKeyOf, type Table } from './dynamo-table.ts';
import { creditEntryKey, outboxMarkerKey, revisionKey, revisionKeys, type RevisionRef } from './keys.ts';

const { amountMinor, currency } = fees.shape;

/**
 * One version of the credit of one customer for one month, numbered from 1: the sum over the customer's services.
 * The statement and the message are stored as the exact text that is published.
 */
export const revisionItem = z.object({
  customer: customerId,
  month,
  revision: whole(1),
  amountMinor,
  currency,
  previousAmountMinor: amountMinor,
  /** One sentence that explains the amount. */
  reason: z.string(),
  /** The id of the run that recorded it, and that run's `asOf`. */
  run: z.string(),
  closedAsOf: instantField,
  recordedAt: instantField,
  /** The customer's month with all its statements (JSON). */
  statement: gzipped,
  statementSha256: z.string(),
  statementUrl: z.string(),
  externalRefs: z.optional(z.record(z.string(), z.string())),
  /** The approval of the credit, with the number of its entry in the approval log. */
  approval: z.optional(z.object({ number: whole(1), by: z.string(), at: instantField })),
  /** The billing message (JSON). */
  message: z.string(),
});
export type Revision = z.output<typeof revisionItem>;

export const outboxMarkerItem = z.object({ customer: customerId, month, revision: whole(1), sentAt: instantField });
/** The mark that a revision was published to the billing queue. */
export type OutboxMarker = z.output<typeof outboxMarkerItem>;

/** The result of recording a revision. `too long`: the item exceeds DynamoDB's limit, and nothing is recorded. */
type RevisionResult =
  | { readonly outcome: 'recorded' | 'exists'; readonly stored: Revision }
  | { readonly outcome: 'too long'; readonly stored: undefined };

/**
 * Records a revision once, and returns the stored one of its number, which the caller publishes.
 *
 * Order: list entry (with the first revision), record, send, mark. After a crash before the send, the next assessment of the customer publishes the revision.
 * After a crash before the mark it is sent twice under one message id, and the consumer drops the second.
 */
export const recordRevision = async (table: Table, revision: Revision): Promise<RevisionResult> => {
  if (revision.revision === 1)
    await conditionalPut(table, creditEntryKey(revision.customer, revision.month, revision.recordedAt));
  const item = { ...revisionKey(revision), ...z.encode(revisionItem, revision) };
  try {
    if ((await conditionalPut(table, item)) === 'appended') return { outcome: 'recorded', stored: revision };
  } catch (error) {
    if (isTooLong(error)) return { outcome: 'too long', stored: undefined };
    throw error;
  }
  return { outcome: 'exists', stored: decodeItem(revisionItem, await getItem(table, item)) };
};

/** Returns a revision; undefined if the ledger does not have it. */
export const findRevision = async (table: Table, ref: RevisionRef): Promise<Revision | undefined> => {
  const item = await getItem(table, revisionKey(ref));
  return item === undefined ? undefined : decodeItem(revisionItem, item);
};

/** DynamoDB has no error code for an item of more than 400 KB, so the message is matched. */
export const isTooLong = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException' && /item size/i.test(error.message);

/** Marks a revision as published; the first mark stays. */
export const markPublished = async (
  table: Table,
  { customer, month, revision }: RevisionRef,
  sentAt: Instant,
): Promise<void> => {
  const marker = { customer, month, revision, sentAt };
  await conditionalPut(table, { ...outboxMarkerKey(marker), ...z.encode(outboxMarkerItem, marker) });
};

/** Returns the number of a month's newest revision; 0 without one. */
export const newestRevisionNumber = async (table: Table, customer: string, month: string): Promise<number> => {
  const last = await readLast(table, revisionKeys(customer, month));
  return last === undefined ? 0 : Number(sortKeyOf(last).split('#')[2]);
};

/** Returns the newest revision of a month; undefined without one. */
export const newestRevision = async (table: Table, customer: string, month: string): Promise<Revision | undefined> => {
  const revision = await newestRevisionNumber(table, customer, month);
  return revision === 0 ? undefined : findRevision(table, { customer, month, revision });
};

/** Returns the revisions of a month, in order. */
export const revisionsOf = (revisions: readonly Revision[], month: string): Revision[] =>
  revisions.filter((revision) => revision.month === month).toSorted((a, b) => a.revision - b.revision);

/** Returns the unpublished revisions of a month, in the order in which they must be sent. */
export const unpublishedRevisions = (
  revisions: readonly Revision[],
  sent: readonly OutboxMarker[],
  month: string,
): Revision[] => {
  const published = new Set(sent.filter((marker) => marker.month === month).map(({ revision }) => revision));
  return revisionsOf(revisions, month).filter(({ revision }) => !published.has(revision));
};
