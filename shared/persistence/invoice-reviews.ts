import * as z from 'zod/mini';
import { customerId, instantField, month, whole } from '../domain/facts/fields.ts';
import { conditionalPut, decodeItem, putOrRead, readAll, sortKeyOf, type Table } from './dynamo-table.ts';
import { customerReviewKeys, invoiceReviewKey, invoiceReviewKeys } from './keys.ts';

const reviewItem = z.object({
  customer: customerId,
  month,
  revision: whole(1),
  /** Why a person must decide. */
  reason: z.string(),
  recordedAt: instantField,
});
/** A credit that the billing system could not take without a person's decision. */
export type InvoiceReview = z.output<typeof reviewItem>;

const settledItem = z.object({
  customer: customerId,
  month,
  revision: whole(1),
  /** `booked`: the billing system has it now. `by hand`: a person has booked it. */
  how: z.enum(['booked', 'by hand']),
  by: z.string(),
  reason: z.optional(z.string()),
  recordedAt: instantField,
});
type SettledReview = z.output<typeof settledItem>;

/** Records that a person must decide about a revision. Returns the stored review: the first reason stays. */
export const recordInvoiceReview = async (table: Table, review: InvoiceReview): Promise<InvoiceReview> => {
  const item = { ...invoiceReviewKey(review, 'review'), ...z.encode(reviewItem, review) };
  const { stored } = await putOrRead(table, item, (each) => decodeItem(reviewItem, each));
  return stored;
};

/** Settles the reviews of a credit up to a revision. Does nothing if none is open. */
export const settleInvoiceReviews = async (table: Table, settled: SettledReview): Promise<void> => {
  const items = await readAll(table, customerReviewKeys(settled.customer, settled.month));
  const open = openReviews(items).filter(({ revision }) => revision <= settled.revision);
  if (open.length === 0) return;
  await conditionalPut(table, { ...invoiceReviewKey(settled, 'settled'), ...z.encode(settledItem, settled) });
};

/** Lists the reviews of a month that are open: the newest of each credit. */
export const listInvoiceReviews = async (table: Table, of: string): Promise<InvoiceReview[]> =>
  openReviews(await readAll(table, invoiceReviewKeys(of)));

const openReviews = (items: readonly unknown[]): InvoiceReview[] => {
  const open = new Map<string, InvoiceReview>();
  // In order of customer, revision, and item: `review` comes before `settled`.
  for (const item of items) {
    if (sortKeyOf(item).endsWith('#settled')) open.delete(decodeItem(settledItem, item).customer);
    else {
      const review = decodeItem(reviewItem, item);
      open.set(review.customer, review);
    }
  }
  return [...open.values()];
};
