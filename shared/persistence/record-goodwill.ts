import * as z from 'zod/mini';
import { customerId, instantField, month, text, whole } from '../domain/facts/fields.ts';
import { activityItem } from './read-activity.ts';
import { conditionalPut, decodeItem, putOrRead, type Table } from './dynamo-table.ts';
import { goodwillEntryKey, goodwillKey } from './keys.ts';

/** A grant of goodwill: a record of its own, and no fact. `id`: derived from its content. `by`: the IAM principal. */
export const goodwillRecord = z.object({
  id: z.string(),
  customer: customerId,
  month,
  amountMinor: whole(1),
  currency: text,
  reason: text,
  recordedAt: instantField,
  by: z.string(),
});
export type GoodwillRecord = z.output<typeof goodwillRecord>;

/**
 * Records a grant once, and returns the stored one of its id.
 * Order: entry of the month's list, activity, grant. An entry without a grant costs one assessment.
 */
export const recordGoodwill = async (
  table: Table,
  grant: GoodwillRecord,
): Promise<{ readonly outcome: 'appended' | 'exists'; readonly stored: GoodwillRecord }> => {
  const { customer, month: granted, recordedAt, by } = grant;
  const of = goodwillKey(grant);
  await conditionalPut(table, goodwillEntryKey(customer, granted, recordedAt));
  await conditionalPut(table, activityItem(recordedAt, { kind: 'goodwill', by, customer, month: granted, of }));
  const item = { ...of, ...z.encode(goodwillRecord, grant) };
  return putOrRead(table, item, (stored) => decodeItem(goodwillRecord, stored));
};
