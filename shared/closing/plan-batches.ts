import { batchMessage } from '../messaging/customer-batch.ts';
import { messageGroupOf } from '../messaging/message-groups.ts';
import { BATCH_MESSAGES_MAX, type FifoMessage } from '../messaging/send-messages.ts';
import type { RunName } from '../persistence/keys.ts';
import { runId } from '../persistence/run-store.ts';

/** One invocation assesses these in seconds, and the batch's own bookkeeping is small beside them. */
const BATCH_CUSTOMERS_MAX = 500;

/**
 * The component list of a batch, as JSON. SQS accepts ten batches with 1 MB together, and 500 customer ids may have 52 KB.
 * Without a list that is longer, every listed customer is assessed.
 */
const COMPONENT_LIST_BYTES_MAX = 32 * 1024;

/** Customers to assess, in order; with `using`, only those that use one of these components. */
export type CustomerList = { readonly customers: AsyncIterable<string>; readonly using?: readonly string[] };

/**
 * Returns the batches of a run as messages of the work queue, ten at a time.
 * Equal lists give equal messages, so a redelivered order sends the same batches again.
 */
export async function* planBatches(run: RunName, lists: readonly CustomerList[]): AsyncGenerator<FifoMessage[]> {
  let messages: FifoMessage[] = [];
  for await (const message of numberedBatches(run, lists)) {
    messages.push(message);
    if (messages.length < BATCH_MESSAGES_MAX) continue;
    yield messages;
    messages = [];
  }
  if (messages.length > 0) yield messages;
}

/** Numbers batches in the order in which they are full, then the rest of each message group. Holds one batch of each group in memory. */
async function* numberedBatches(run: RunName, lists: readonly CustomerList[]): AsyncGenerator<FifoMessage> {
  const { month, asOf, preview, sweep } = run;
  let chunk = 0;
  for (const { using: components, customers: listed } of lists) {
    const isShort =
      components !== undefined && Buffer.byteLength(JSON.stringify(components)) <= COMPONENT_LIST_BYTES_MAX;
    const using = isShort ? components : undefined;
    const numbered = (group: string, customers: string[]): FifoMessage => {
      const batch = { month, asOf, preview, sweep, group, chunk, customers, using: using?.slice() };
      chunk += 1;
      return batchMessage(runId(run), batch);
    };
    const groups = new Map<string, string[]>();
    for await (const customer of listed) {
      const group = messageGroupOf(customer);
      const customers = groups.get(group) ?? [];
      groups.set(group, customers);
      customers.push(customer);
      if (customers.length === BATCH_CUSTOMERS_MAX) yield numbered(group, customers.splice(0));
    }
    for (const [group, customers] of groups) if (customers.length > 0) yield numbered(group, customers);
  }
}
