import * as z from 'zod/mini';
import { customerId, whole } from '../domain/facts/fields.ts';
import { gzippedList } from '../lib/gzip-codec.ts';

/** A finding that a person should check: its kind, its subject, and the customer. Runs list them as `attention`. */
export const reviewItem = z.object({
  kind: z.string(),
  subject: z.string(),
  customer: z.optional(customerId),
  note: z.optional(z.string()),
});
export type ReviewItem = z.output<typeof reviewItem>;

/** A customer that could not be assessed, and the reason. */
const blockedCustomer = z.object({ customer: customerId, reason: z.string() });
export type BlockedCustomer = z.output<typeof blockedCustomer>;

/** A customer whose credit a run changed, or would change, in minor units. */
export const amountChange = z.object({
  customer: customerId,
  previousAmountMinor: whole(0),
  amountMinor: whole(0),
  currency: z.string(),
});
export type AmountChange = z.output<typeof amountChange>;

const numbersByName = z.record(z.string(), z.number());

/** Customers by kind of result, and the change of credits in minor units by currency. */
export const runTotals = z.object({ counts: numbersByName, deltaMinor: numbersByName });
export type RunTotals = z.output<typeof runTotals>;

/** Gzipped, since a batch of customers may have thousands of review items. */
export const reviewItemList = gzippedList(reviewItem);

/** The result of one batch of customers. */
export const batchResult = z.extend(runTotals, {
  blocked: gzippedList(blockedCustomer),
  attention: reviewItemList,
  /** Results of earlier versions have none. */
  changes: z.optional(gzippedList(amountChange)),
});
export type BatchResult = z.output<typeof batchResult>;

/** Returns the sums of several totals. */
export const sumTotals = (results: readonly RunTotals[]): RunTotals => ({
  counts: sum(results.map(({ counts }) => counts)),
  deltaMinor: sum(results.map(({ deltaMinor }) => deltaMinor)),
});

const sum = (records: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const total = new Map<string, number>();
  for (const [name, amount] of records.flatMap(Object.entries<number>))
    total.set(name, (total.get(name) ?? 0) + amount);
  return Object.fromEntries([...total].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};
