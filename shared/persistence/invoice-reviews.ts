import * as z from 'zod/mini';
import { customerId, instantField, month, whole } from '../domain/facts/fields.ts';
import { parseProposalId, proposalId } from './approval-log.ts';
import { conditionalPut, decodeItem, readAll, type Table } from './dynamo-table.ts';
import { customerReviewKeys, invoiceReviewKey, invoiceReviewKeys } from './keys.ts';
import { activityItem } from './read-activity.ts';

const common = { customer: customerId, month, number: whole(1), revision: whole(1), recordedAt: instantField };

const reviewEntry = z.object({
  kind: z.literal('review'),
  ...common,
  /** Why a person must decide. */
  reason: z.string(),
});
const retryEntry = z.object({
  kind: z.literal('retried'),
  ...common,
  by: z.string(),
  reason: z.string(),
  /** The customer's id in Stripe, under which the attempt books. @default that of the revision */
  stripe: z.optional(z.string()),
});
const settledEntry = z.object({
  kind: z.literal('settled'),
  ...common,
  /** `booked`: the billing system has it now. `by hand`: a person has booked it. */
  how: z.enum(['booked', 'by hand']),
  by: z.string(),
  reason: z.optional(z.string()),
});

/** An entry of a credit's log of reviews. Entries are numbered from 1 and never changed, so only one of two competing entries is recorded. */
export const invoiceReviewItem = z.discriminatedUnion('kind', [reviewEntry, retryEntry, settledEntry]);
type ReviewEntry = z.output<typeof reviewEntry>;
type RetryEntry = z.output<typeof retryEntry>;
type SettledEntry = z.output<typeof settledEntry>;
type InvoiceReviewEntry = z.output<typeof invoiceReviewItem>;

/** A credit that the billing system could not take without a person's decision. */
export type InvoiceReview = Omit<ReviewEntry, 'kind' | 'number'> & {
  /** The last time that a person ordered another attempt. */
  readonly retried?: RetryEntry;
};

type InvoiceReviewRef = Pick<InvoiceReview, 'customer' | 'month' | 'revision'>;

/** The state of a credit's reviews. */
export type ReviewState = {
  /** The number of the next entry. */
  readonly next: number;
  readonly open: InvoiceReview | undefined;
  /** The last entry that settled a review. */
  readonly settled: SettledEntry | undefined;
  /** The newest revision that a person booked; 0 without one. */
  readonly bookedByHand: number;
  /** The customer's ids in Stripe at each ordered attempt. */
  readonly retriedIds: readonly string[];
};

/** Returns the id of a review, `2026-10-1-acme`, with the revision. It has the form of a proposal's id. */
export const invoiceReviewId = ({ customer, month: of, revision }: InvoiceReviewRef): string =>
  proposalId({ customer, month: of, number: revision });

/** Returns the revision that a review's id names; undefined for an id that no review has. */
export const parseInvoiceReviewId = (id: string): InvoiceReviewRef | undefined => {
  const ref = parseProposalId(id);
  return ref === undefined ? undefined : { customer: ref.customer, month: ref.month, revision: ref.number };
};

/** Records that a person must decide about a revision, unless it is on the list. Returns whether it is new there. */
export const recordInvoiceReview = async (
  table: Table,
  review: Omit<ReviewEntry, 'kind' | 'number'>,
): Promise<boolean> => {
  const { open, next } = await loadReviewState(table, review.customer, review.month);
  if (open !== undefined && open.revision >= review.revision && open.retried === undefined) return false;
  await append(table, { kind: 'review', number: next, ...review });
  return true;
};

/** Settles the reviews of a credit up to a revision, which the billing system has now. Does nothing if none is open. */
export const settleBooked = async (
  table: Table,
  settled: Omit<SettledEntry, 'kind' | 'number' | 'how' | 'reason'>,
): Promise<void> => {
  const { open, next } = await loadReviewState(table, settled.customer, settled.month);
  if (open === undefined || open.revision > settled.revision) return;
  await append(table, { kind: 'settled', how: 'booked', number: next, ...settled });
};

const append = async (table: Table, entry: InvoiceReviewEntry): Promise<void> => {
  const item = { ...invoiceReviewKey(entry), ...z.encode(invoiceReviewItem, entry) };
  if ((await conditionalPut(table, item)) === 'exists')
    throw new Error(`Another entry of ${entry.customer} was recorded at the same time; the call can be repeated`);
};

/** A person's decision about an open review. */
export type ReviewDecision = RetryEntry | (SettledEntry & { readonly how: 'by hand'; readonly reason: string });

/** Records a person's decision. Order: activity, entry. Throws if another entry took its number. */
export const recordReviewDecision = async (table: Table, decision: ReviewDecision): Promise<void> => {
  const { customer, month: of, by, recordedAt } = decision;
  const listed = { kind: 'invoice-review', by, customer, month: of, of: invoiceReviewKey(decision) } as const;
  await conditionalPut(table, activityItem(recordedAt, listed));
  await append(table, decision);
};

/** Loads the state of a credit's reviews. */
export const loadReviewState = async (table: Table, customer: string, of: string): Promise<ReviewState> =>
  stateOf(decodeAll(await readAll(table, customerReviewKeys(customer, of))));

/** Lists the open reviews of a month, in order of the customers' ids. */
export const listInvoiceReviews = async (table: Table, of: string): Promise<InvoiceReview[]> => {
  const entries = decodeAll(await readAll(table, invoiceReviewKeys(of)));
  return [...Map.groupBy(entries, ({ customer }) => customer).values()].flatMap((each) => stateOf(each).open ?? []);
};

const decodeAll = (items: readonly unknown[]): InvoiceReviewEntry[] =>
  items.map((item) => decodeItem(invoiceReviewItem, item));

/** `entries`: those of one credit, in order. */
const stateOf = (entries: readonly InvoiceReviewEntry[]): ReviewState => {
  let open: InvoiceReview | undefined;
  let settled: SettledEntry | undefined;
  let bookedByHand = 0;
  const retriedIds = entries.flatMap((entry) => (entry.kind === 'retried' ? (entry.stripe ?? []) : []));
  for (const entry of entries) {
    if (entry.kind === 'review') {
      const { kind: _kind, number: _number, ...review } = entry;
      open = review;
    } else if (entry.kind === 'settled') {
      open = undefined;
      settled = entry;
      if (entry.how === 'by hand') bookedByHand = entry.revision;
    } else if (open !== undefined) open = { ...open, retried: entry };
  }
  return { next: (entries.at(-1)?.number ?? 0) + 1, open, settled, bookedByHand, retriedIds };
};
