import { revisionId, type RevisionName } from './billing-message.ts';
import { BATCH_MESSAGES_MAX, type Queue, sendFifo } from './send-messages.ts';

/** A billing message as it was stored with its revision. Its text is sent unchanged. */
export type StoredMessage = RevisionName & { readonly message: string };

/** SQS batches sent at the same time. No two of them contain the same customer. */
const CONCURRENT_BATCHES = 4;

/**
 * Publishes revisions to the billing queue, and returns those that SQS accepted; the others are still unpublished.
 * Message group: the customer. Deduplication id: the message's id.
 * A customer's messages are sent one after the other, so they arrive in order.
 * SQS may accept only a part of a batch.
 */
export const publishRevisions = async <M extends StoredMessage>(queue: Queue, messages: readonly M[]): Promise<M[]> => {
  const [first, later] = firstPerCustomer(messages);
  const batches = inBatches(first);
  const published: M[] = [];
  for (let from = 0; from < batches.length; from += CONCURRENT_BATCHES) {
    const sent = batches.slice(from, from + CONCURRENT_BATCHES).map((batch) => publishBatch(queue, batch));
    published.push(...(await Promise.all(sent)).flat());
  }
  const customers = new Set(published.map(({ customer }) => customer));
  const next = later.filter(({ customer }) => customers.has(customer));
  return next.length === 0 ? published : [...published, ...(await publishRevisions(queue, next))];
};

/** SQS accepts 1 MiB in one request; the rest is for its other fields. */
const BATCH_BYTES_MAX = 1_000_000;

/** Splits messages in order into batches that SQS accepts. A customer of many services has a long message. */
const inBatches = <M extends StoredMessage>(messages: readonly M[]): M[][] => {
  const batches: M[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const batch = batches.at(-1);
    bytes += Buffer.byteLength(message.message);
    if (batch !== undefined && batch.length < BATCH_MESSAGES_MAX && bytes <= BATCH_BYTES_MAX) batch.push(message);
    else {
      batches.push([message]);
      bytes = Buffer.byteLength(message.message);
    }
  }
  return batches;
};

const publishBatch = async <M extends StoredMessage>(queue: Queue, batch: readonly M[]): Promise<M[]> => {
  const rejected = await sendFifo(
    queue,
    batch.map((revision) => ({ id: revisionId(revision), group: revision.customer, body: revision.message })),
  );
  const rejectedIds = new Set(rejected.map(({ id }) => id));
  return batch.filter((revision) => !rejectedIds.has(revisionId(revision)));
};

/** Returns the first message of each customer, and all others. */
const firstPerCustomer = <M extends StoredMessage>(messages: readonly M[]): readonly [M[], M[]] => {
  const customers = new Set<string>();
  const first: M[] = [];
  const later: M[] = [];
  for (const message of messages) {
    (customers.has(message.customer) ? later : first).push(message);
    customers.add(message.customer);
  }
  return [first, later];
};
