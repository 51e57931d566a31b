import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { customerId, instantField, keywordField } from '../domain/facts/fields.ts';
import { decodeItem, putOrRead, type Table } from './dynamo-table.ts';
import { firstDeliveryKey } from './keys.ts';
import { UNMATCHED_REASONS } from './unmatched-message.ts';

const deliveryItem = z.object({
  /** The SHA-256 of the payload. */
  payload: z.string(),
  /** When the entry point received it. */
  at: instantField,
  /** When the company received the message: its deadline counts from here. */
  receivedAt: instantField,
  /** The customer, or the reason why there is none. */
  customer: z.optional(customerId),
  reason: z.optional(keywordField(UNMATCHED_REASONS)),
  candidates: z.optional(z.array(z.string())),
});

/** The first delivery of a message or ticket. It decides the customer and the receipt, and later deliveries change nothing. */
export type FirstDelivery = z.output<typeof deliveryItem>;

/** Stores a delivery unless the message was delivered before. Returns the first one. `identity`: of any length. */
export const keepFirstDelivery = async (
  table: Table,
  door: string,
  identity: string,
  delivery: FirstDelivery,
): Promise<{ readonly isFirst: boolean; readonly first: FirstDelivery }> => {
  const id = createHash('sha256').update(identity).digest('hex');
  const item = { ...firstDeliveryKey(door, id), ...z.encode(deliveryItem, delivery) };
  const { outcome, stored } = await putOrRead(table, item, (each) => decodeItem(deliveryItem, each));
  return { isFirst: outcome === 'appended', first: stored };
};
