import type { Month } from '../domain/month/month.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { messageGroupOf } from '../messaging/message-groups.ts';
import { type FifoMessage, BATCH_MESSAGES_MAX } from '../messaging/send-messages.ts';
import { batchMessage } from '../messaging/customer-batch.ts';
import { creditCandidates } from '../persistence/customer-index.ts';
import type { RunName } from '../persistence/keys.ts';
import { runId } from '../persistence/run-store.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { outageRegion } from './changed-components.ts';

/** How many customers a chunk holds: one invocation assesses them in seconds, and a chunk's own book-keeping is a small part of it. */
const CHUNK = 500;

/**
 * The longest list of components that goes with a chunk, as JSON in bytes: ten chunks are sent at once, in 1 MB, and the ids of 500
 * customers may be 52 KB. Where more differ, whoever is listed is looked at.
 */
const LONGEST_USING = 32 * 1024;

/**
 * When the notices that can matter to a month were received: from the lead before the first whole downtime that touches it, to the
 * end of the time allowed after the last; over all policies. A customer's downtimes are those of all that it uses, taken together: where
 * one component came back after another had failed, the whole of both is one.
 */
export const relevantNoticeRange = (months: readonly Month[], asOf: Instant): { from: Instant; to: Instant } => {
  if (months.length === 0) return { from: asOf, to: asOf }; // no policy can be used: everybody is blocked, and the run says so
  const each = months.map((month) => {
    const { interval, policy } = month;
    const region = outageRegion([month]);
    const from = Math.min(interval.start, region.at(0) ?? Infinity);
    const to = Math.max(interval.end, region.at(-1) ?? -Infinity);
    return { from: from - policy.notice.leadTolerance.ms, to: to + policy.notice.within.ms };
  });
  const from = Math.min(...each.map((range) => range.from));
  return { from, to: Math.max(from, Math.min(asOf, Math.max(...each.map((range) => range.to)))) };
};

type Agreements = {
  readonly policies: Readonly<Record<string, Pick<Policy, 'notice'>>>;
  readonly defaultPolicy: string;
};

/**
 * The policies whose customers need not write: all of them are assessed. `''` is the default policy, of customers that name none. Those that
 * are configured and that a month's basis could not resolve are among them: their customers are blocked, and listed.
 */
export const policiesWithoutNotice = (configured: Agreements, basis: Agreements = configured): string[] => {
  const policies = { ...configured.policies, ...basis.policies };
  return Object.keys(policies)
    .filter((id) => policies[id]?.notice.required === false)
    .flatMap((id) => (id === basis.defaultPolicy ? [id, ''] : [id]));
};

export type SelectionCriteria = {
  readonly received: { readonly from: Instant; readonly to: Instant };
  readonly policies: readonly string[];
  /** What was recorded by then says whom. */
  readonly asOf: Instant;
};

/** The chunks of a closing as messages for the work queue, ten at a time: for the same `asOf` always the same ones. */
export const batchMessages = (table: Table, run: RunName, wanted: SelectionCriteria): AsyncGenerator<FifoMessage[]> =>
  batchesOf(run, [{ customers: creditCandidates(table, { month: run.month, ...wanted }) }]);

/** Customers who are to be assessed, in order; with `using`, only if they use one of these components. */
export type Listed = { readonly customers: AsyncIterable<string>; readonly using?: readonly string[] };

/** The chunks of a run as messages, ten at a time, one list after the other. */
export async function* batchesOf(run: RunName, lists: readonly Listed[]): AsyncGenerator<FifoMessage[]> {
  let batch: FifoMessage[] = [];
  for await (const message of chunksOf(run, lists)) {
    batch.push(message);
    if (batch.length < BATCH_MESSAGES_MAX) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Numbers chunks in the order in which they are full, then what is left of each group. Holds one chunk a group, never a whole list. */
async function* chunksOf(run: RunName, lists: readonly Listed[]): AsyncGenerator<FifoMessage> {
  const { month, asOf, preview, sweep } = run;
  let chunk = 0;
  for (const { using: asked, customers: listed } of lists) {
    const using = asked !== undefined && Buffer.byteLength(JSON.stringify(asked)) <= LONGEST_USING ? asked : undefined;
    const closed = (group: string, customers: string[]): FifoMessage => {
      const work = { month, asOf, preview, sweep, group, chunk, customers, using: using?.slice() };
      chunk += 1;
      return batchMessage(runId(run), work);
    };
    const open = new Map<string, string[]>();
    for await (const customer of listed) {
      const group = messageGroupOf(customer);
      const customers = open.get(group) ?? [];
      open.set(group, customers);
      customers.push(customer);
      if (customers.length === CHUNK) yield closed(group, customers.splice(0));
    }
    for (const [group, customers] of open) if (customers.length > 0) yield closed(group, customers);
  }
}
