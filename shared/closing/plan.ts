import type { Month } from '../domain/month.ts';
import type { Instant } from '../domain/instant.ts';
import type { Policy } from '../domain/policy.ts';
import { touching } from '../domain/spans.ts';
import { type FifoMessage, BATCH } from '../queues/send.ts';
import { chunkMessage } from '../queues/work.ts';
import { candidates } from '../store/candidates.ts';
import type { RunName } from '../store/keys.ts';
import { runId } from '../store/runs.ts';
import { shards } from '../store/shards.ts';
import type { Table } from '../store/table.ts';

/** How many customers a chunk holds: one invocation assesses them in seconds, and a chunk's own book-keeping is a small part of it. */
const CHUNK = 200;

/**
 * When the notices that can matter to a month were received: from the lead before the first whole downtime that touches it, to the
 * end of the time allowed after the last; over all policies that ask for notice.
 */
export const noticesThatMatter = (months: readonly Month[], asOf: Instant): { from: Instant; to: Instant } => {
  if (months.length === 0) return { from: asOf, to: asOf }; // no policy can be used: everybody is blocked, and the run says so
  const each = months.map(({ interval, timelines, policy: { notice } }) => {
    const downtimes = [...timelines.values()].flatMap(({ raw }) => touching(raw, interval.start, interval.end));
    const from = downtimes.reduce((first, { start }) => Math.min(first, start), interval.start);
    const to = downtimes.reduce((last, { end }) => Math.max(last, end), interval.end);
    return { from: from - notice.leadTolerance.ms, to: to + notice.within.ms };
  });
  const from = Math.min(...each.map((range) => range.from));
  return { from, to: Math.max(from, Math.min(asOf, Math.max(...each.map((range) => range.to)))) };
};

type Agreements = {
  readonly policies: Readonly<Record<string, Pick<Policy, 'notice'>>>;
  readonly defaultPolicy: string;
};

/** The policies whose customers need not write: all of them are assessed. `''` is the default policy, of customers that name none. */
export const policiesWithoutNotice = ({ policies, defaultPolicy }: Agreements): string[] =>
  Object.keys(policies)
    .filter((id) => policies[id]?.notice.required === false)
    .flatMap((id) => (id === defaultPolicy ? [id, ''] : [id]));

export type Wanted = {
  readonly received: { readonly from: Instant; readonly to: Instant };
  readonly policies: readonly string[];
};

/**
 * The chunks of a closing as messages for the work queue, ten at a time: for the same `asOf` always the same ones.
 */
export const chunkBatches = (table: Table, run: RunName, wanted: Wanted): AsyncGenerator<FifoMessage[]> =>
  batchesOf(run, (shard) => [{ customers: candidates(table, { shard, month: run.month, asOf: run.asOf, ...wanted }) }]);

/** Customers of a shard who are to be assessed; with `using`, only if they use one of these components. */
export type Listed = { readonly customers: AsyncIterable<string>; readonly using?: readonly string[] };

/** The chunks of a run as messages, ten at a time: each shard's lists one after the other. Holds one chunk and ten messages. */
export async function* batchesOf(
  run: RunName,
  listsOf: (shard: string) => readonly Listed[],
): AsyncGenerator<FifoMessage[]> {
  const { month, asOf, preview, sweep } = run;
  let batch: FifoMessage[] = [];
  let chunk = 0;
  const lists = shards.flatMap((shard) => listsOf(shard).map((list) => ({ shard, ...list })));
  for (const { shard, using, customers: listed } of lists) {
    let customers: string[] = [];
    const close = (): void => {
      if (customers.length === 0) return;
      batch.push(
        chunkMessage(runId(run), { month, asOf, preview, sweep, shard, chunk, customers, using: using?.slice() }),
      );
      chunk += 1;
      customers = [];
    };
    for await (const customer of listed) {
      customers.push(customer);
      if (customers.length === CHUNK) close();
      if (batch.length === BATCH) {
        yield batch;
        batch = [];
      }
    }
    close();
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
