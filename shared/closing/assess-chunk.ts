import { handOver } from '../billing/queue.ts';
import { creditId } from '../billing/revision-message.ts';
import type { Queue } from '../queues/send.ts';
import type { Chunk } from '../queues/work.ts';
import { concurrently } from '../store/concurrently.ts';
import { markSent, type Revision } from '../store/ledger.ts';
import { type ChunkResult, totalsOf } from '../store/run-results.ts';
import { newestStarted } from '../store/runs.ts';
import { type Assessing, assessCustomer, type Outcome } from './assess-customer.ts';

/** How many customers are assessed at once: the wait is for the table, not for the processor. */
const AT_ONCE = 16;

/**
 * Assesses a chunk of customers and hands to billing what is open. Throws if the billing queue did not take a message: the chunk
 * is tried again, and what was recorded is not recorded again. A chunk of a run that a newer one of its month has overtaken does
 * nothing: the newer one looks at all of its customers, and knows more.
 */
export const assessChunk = async (
  context: Assessing & { readonly billing: Queue },
  work: Chunk,
): Promise<ChunkResult> => {
  const { month, asOf, preview, customers } = work;
  const newest = preview ? undefined : await newestStarted(context.table, month);
  if (newest !== undefined && newest.asOf > asOf) {
    return { counts: { superseded: customers.length }, deltaMinor: {}, blocked: [], attention: [] };
  }
  const outcomes = await concurrently(AT_ONCE, customers, (customer) =>
    assessCustomer(context, { month, asOf, preview }, customer),
  );
  await handOverOpen(
    context,
    outcomes.flatMap(({ open }) => open),
  );
  return resultOf(outcomes);
};

const handOverOpen = async (
  { table, billing, clock }: Assessing & { readonly billing: Queue },
  open: readonly Revision[],
): Promise<void> => {
  const messages = open.map((revision) => ({
    ...revision,
    id: `${creditId(revision.customer, revision.month)}:${revision.revision}`,
  }));
  const taken = await handOver(billing, messages);
  await concurrently(AT_ONCE, taken, (revision) => markSent(table, revision, clock()));
  if (taken.length < messages.length)
    throw new Error(`the billing queue did not take ${messages.length - taken.length} messages`);
};

const resultOf = (outcomes: readonly Outcome[]): ChunkResult => ({
  ...totalsOf(
    outcomes.map(({ kind, deltaMinor, currency }) => ({
      counts: { assessed: 1, [kind]: 1 },
      deltaMinor: currency === undefined ? {} : { [currency]: deltaMinor },
    })),
  ),
  blocked: outcomes.flatMap(({ customer, kind, reason }) =>
    kind === 'blocked' ? [{ customer, reason: reason ?? '' }] : [],
  ),
  attention: outcomes.flatMap(({ attention }) => attention),
});
