import { BATCH_MESSAGES_MAX, type Queue, sendFifo } from './send-messages.ts';
import { revisionId, type RevisionName } from './revision-message.ts';

/** A message as it was stored with its revision: what is sent is what was stored, letter for letter. */
export type StoredMessage = RevisionName & { readonly message: string };

/** How many batches are sent at once: no two of them have a customer in common. */
const AT_ONCE = 4;

/**
 * Hands messages to invoicing: group = customer, deduplication id = the message's id. A customer's messages go one after the other,
 * so that its revisions arrive in order even where the queue takes only a part of a batch. Gives back those that the queue took;
 * the others are still to be sent.
 */
export const publishRevisions = async <M extends StoredMessage>(queue: Queue, messages: readonly M[]): Promise<M[]> => {
  const [first, later] = byTurn(messages);
  const batches = inBatches(first);
  const taken: M[] = [];
  for (let from = 0; from < batches.length; from += AT_ONCE) {
    const sent = batches.slice(from, from + AT_ONCE).map((batch) => handOverBatch(queue, batch));
    taken.push(...(await Promise.all(sent)).flat());
  }
  const through = new Set(taken.map(({ customer }) => customer));
  const next = later.filter(({ customer }) => through.has(customer));
  return next.length === 0 ? taken : [...taken, ...(await publishRevisions(queue, next))];
};

const inBatches = <M>(messages: readonly M[]): M[][] =>
  Array.from({ length: Math.ceil(messages.length / BATCH_MESSAGES_MAX) }, (_, i) =>
    messages.slice(i * BATCH_MESSAGES_MAX, (i + 1) * BATCH_MESSAGES_MAX),
  );

const handOverBatch = async <M extends StoredMessage>(queue: Queue, batch: readonly M[]): Promise<M[]> => {
  const refused = await sendFifo(
    queue,
    batch.map((each) => ({ id: revisionId(each), group: each.customer, body: each.message })),
  );
  const left = new Set(refused.map(({ id }) => id));
  return batch.filter((each) => !left.has(revisionId(each)));
};

/** Each customer's first message, and all the others. */
const byTurn = <M extends StoredMessage>(messages: readonly M[]): readonly [M[], M[]] => {
  const seen = new Set<string>();
  const first: M[] = [];
  const later: M[] = [];
  for (const message of messages) {
    (seen.has(message.customer) ? later : first).push(message);
    seen.add(message.customer);
  }
  return [first, later];
};
