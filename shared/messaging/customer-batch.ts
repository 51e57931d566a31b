import * as z from 'zod/mini';
import { anyText, customerId, flag, instant, month, whole } from '../domain/facts/fields.ts';
import { type FifoMessage, type Queue, sendFifo } from './send-messages.ts';

/** A chunk of a run's customers to assess. A customer is always of one group, and a group's chunks go one after the other: two runs never assess one customer at once. */
export const customerBatch = z.object({
  month,
  asOf: instant,
  preview: flag,
  sweep: z.optional(flag),
  group: z.string(),
  chunk: whole(0),
  customers: z.array(customerId),
  /** Only those of them that use one of these components are looked at. */
  using: z.optional(z.array(anyText)),
});
export type CustomerBatch = z.output<typeof customerBatch>;

/** The message of a chunk; its id is the run and the chunk's number, so that a run planned again sends the same messages. */
export const batchMessage = (run: string, work: CustomerBatch): FifoMessage => ({
  id: `${run}/${work.chunk}`.replaceAll(/[^\w.:@/-]/g, '_'),
  group: work.group,
  body: JSON.stringify(z.encode(customerBatch, work)),
});

/** Sends chunks, at most ten at once. Throws if the queue did not take one: the plan is made again. */
export const sendBatches = async (queue: Queue, messages: readonly FifoMessage[]): Promise<void> => {
  const left = await sendFifo(queue, messages);
  if (left.length > 0) throw new Error(`the work queue did not take ${left.map(({ id }) => id).join(', ')}`);
};
