import * as z from 'zod/mini';
import { anyText, customerId, flag, instantField, month, whole } from '../domain/facts/fields.ts';
import { messageGroupOf } from './message-groups.ts';
import { type FifoMessage, type Queue, sendFifo } from './send-messages.ts';

/**
 * A batch of customers that a run assesses.
 * A customer always has the same message group, and a group's batches are processed in order.
 * So two runs never assess one customer at the same time.
 */
export const customerBatch = z.object({
  month,
  asOf: instantField,
  preview: flag,
  sweep: z.optional(flag),
  group: z.string(),
  chunk: whole(0),
  customers: z.array(customerId),
  /** Restricts the batch to customers that use one of these components. */
  using: z.optional(z.array(anyText)),
});
export type CustomerBatch = z.output<typeof customerBatch>;

/** A customer's credit that was approved. It is in the customer's group, so no run assesses the customer at the same time. */
export const approvedCredit = z.object({ kind: z.literal('approved'), customer: customerId, month });

/** A message of the work queue. */
export const workMessage = z.union([approvedCredit, customerBatch]);

/** Returns the message of an approved credit. `delivery`: the id of its order, so that a repeated order is a message of its own. */
export const approvedMessage = (approved: z.output<typeof approvedCredit>, delivery: string): FifoMessage => ({
  id: `approved/${delivery}`,
  group: messageGroupOf(approved.customer),
  body: JSON.stringify(z.encode(approvedCredit, approved)),
});

/** Returns the message of a batch. Its id is the run and the batch's number, so a repeated plan sends the same messages. */
export const batchMessage = (run: string, batch: CustomerBatch): FifoMessage => ({
  id: `${run}/${batch.chunk}`.replaceAll(/[^\w.:@/-]/g, '_'),
  group: batch.group,
  body: JSON.stringify(z.encode(customerBatch, batch)),
});

/** Sends at most ten batches. Throws if SQS rejects one: the order is then retried and planned again. */
export const sendBatches = async (queue: Queue, messages: readonly FifoMessage[]): Promise<void> => {
  const rejected = await sendFifo(queue, messages);
  if (rejected.length > 0) throw new Error(`the work queue rejected ${rejected.map(({ id }) => id).join(', ')}`);
};
