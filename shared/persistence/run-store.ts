import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { instant, month, whole } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { conditionalPut, putOrRead } from './conditional-put.ts';
import { chunkKey, closedKey, progressKey, planKey, runKey, type RunName, runsOf } from './keys.ts';
import { decodeItem, getItem, pages, readAll, sortKey } from './dynamo-reads.ts';
import { attentionList, chunkResult, type ChunkResult, totals } from './run-results.ts';
import type { Table } from './dynamo-table.ts';
import { gzipped } from '../lib/gzip-codec.ts';

const runItem = z.object({
  month,
  /** The instant whose facts it goes by. */
  asOf: instant,
  /** A preview assesses, and writes nothing else. */
  preview: z.boolean(),
  reason: z.optional(z.string()),
  /** Who asked for it: an IAM principal, or the schedule. */
  by: z.string(),
  startedAt: instant,
  /** Whether it looks only at those whom something concerns that was recorded since the month was closed. */
  sweep: z.optional(z.boolean()),
  /** As of when customers' records are taken, if not as of `asOf`. */
  recordsAsOf: z.optional(instant),
  /** Whether the month was judged anew by the configuration of now. */
  policies: z.optional(z.enum(['closed', 'current'])),
  /** What the month is judged by (JSON). */
  basis: z.optional(gzipped),
});
/** A closing of a month, or a preview of one. There is one of each for a month and an `asOf`. */
export type Run = z.output<typeof runItem>;

const planItem = z.object({ chunks: whole(0), attention: attentionList });
/** How many chunks a run has, numbered from 0, and what a person should look at that is no one customer's. */
export type Plan = z.output<typeof planItem>;

const closedItem = z.object({ totals, closedAt: instant, closer: z.string() });
/** That a run is over: its totals, and by which delivery it was closed. */
export type Closed = z.output<typeof closedItem>;

/** A run's name in the ledger, in messages and in logs: `2026-10@2026-11-02T20:00:00.000Z`. */
export const runId = ({ month, asOf, preview, sweep = false }: RunName): string =>
  `${month}@${formatInstant(asOf)}${preview ? ':preview' : sweep ? ':sweep' : ''}`;

/** Starts a run, and gives back the one that stands: the same run asked for twice is one. */
export const startRun = async (
  table: Table,
  run: Run,
): Promise<{ readonly outcome: 'started' | 'stood'; readonly standing: Run }> => {
  const item = { ...runKey(run), ...z.encode(runItem, run) };
  const { outcome, standing } = await putOrRead(table, item, (stored) => decodeItem(runItem, stored));
  return { outcome: outcome === 'appended' ? 'started' : 'stood', standing };
};

/** How far a run is. `complete`: it is planned, and all chunks of its plan are done. */
export type RunProgress = { readonly done: number; readonly planned: number | undefined; readonly complete: boolean };

export const progressOf = (done: number, planned: number | undefined): RunProgress => ({
  done,
  planned,
  complete: planned !== undefined && done >= planned,
});

/**
 * Writes down how many chunks a run has; the first plan stands.
 *
 * Order: chunks are sent first, then planned. A crash between them plans the run again on redelivery, under the same chunk numbers;
 * until the plan is written no run is complete. The plan's number and the finished chunks' are attributes of one item, and each write
 * of it answers with both: whoever writes last sees that the run is complete.
 */
export const planRun = async (table: Table, run: RunName, plan: Plan): Promise<RunProgress> => {
  const item = { ...planKey(run), ...z.encode(planItem, plan) };
  const { standing } = await putOrRead(table, item, (stored) => decodeItem(planItem, stored));
  return progress(table, run, {
    UpdateExpression: 'SET #planned = if_not_exists(#planned, :planned)',
    ExpressionAttributeNames: { '#planned': 'planned' },
    ExpressionAttributeValues: { ':planned': standing.chunks },
  });
};

/**
 * Keeps what a chunk came to, and counts it as done. Again changes nothing: the first result stands, and a chunk counts once.
 *
 * Order: result, then count. A crash between them leaves a result that is not counted, and the redelivered chunk counts it;
 * what is counted always has its result.
 */
export const finishChunk = async (
  table: Table,
  run: RunName,
  chunk: number,
  result: ChunkResult,
): Promise<RunProgress> => {
  await conditionalPut(table, { ...chunkKey(run, chunk), chunk, ...z.encode(chunkResult, result) });
  // A set takes a number once, however often it is added. (400 KB hold some 60,000 chunks.)
  return progress(table, run, {
    UpdateExpression: 'ADD #done :chunk',
    ExpressionAttributeNames: { '#done': 'done' },
    ExpressionAttributeValues: { ':chunk': new Set([chunk]) },
  });
};

const progressItem = z.object({ done: z.optional(z.set(z.number())), planned: z.optional(whole(0)) });

/** The table's only update: adds to the progress of a run, and gives it as it is then. */
const progress = async (
  table: Table,
  run: RunName,
  change: Pick<UpdateCommandInput, 'UpdateExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>,
): Promise<RunProgress> => {
  const { pk, sk } = progressKey(run);
  const update = { TableName: table.name, Key: { pk, sk }, ReturnValues: 'ALL_NEW', ...change } as const;
  const { Attributes } = await table.documents.send(new UpdateCommand(update));
  const { done, planned } = decodeItem(progressItem, Attributes);
  return progressOf(done?.size ?? 0, planned);
};

/** How many chunks of a run are done. */
export const countDone = async (table: Table, run: RunName): Promise<number> => {
  const item = await getItem(table, progressKey(run));
  return item === undefined ? 0 : (decodeItem(progressItem, item).done?.size ?? 0);
};

export const findPlan = async (table: Table, run: RunName): Promise<Plan | undefined> => {
  const item = await getItem(table, planKey(run));
  return item === undefined ? undefined : decodeItem(planItem, item);
};

/**
 * Closes a run with its totals, once. True for the delivery that closed it, also if it comes again: what it announces may be
 * announced twice after a crash, and is never left out. `closer`: the delivery's own id (a message id), the same when it comes again.
 */
export const closeRun = async (table: Table, run: RunName, closed: Closed): Promise<boolean> => {
  const item = { ...closedKey(run), ...z.encode(closedItem, closed) };
  const { standing } = await putOrRead(table, item, (stored) => decodeItem(closedItem, stored));
  return standing.closer === closed.closer;
};

export const findClosed = async (table: Table, run: RunName): Promise<Closed | undefined> => {
  const item = await getItem(table, closedKey(run));
  return item === undefined ? undefined : decodeItem(closedItem, item);
};

/** The run of a month with the greatest `asOf` that is no preview: the chunks of an older one are superseded. */
export const newestStarted = (table: Table, month: string): Promise<Run | undefined> =>
  newest(table, { month, preview: false });

/** The newest closing of a month, and its newest run that is no preview: that closing or a sweep since. The ledger goes by the latter. */
export const newestRuns = async (
  table: Table,
  month: string,
): Promise<{ readonly closing: Run | undefined; readonly newest: Run | undefined }> => {
  const sweeps = { month, preview: false, sweep: true };
  const [closing, sweep] = await Promise.all([newestStarted(table, month), newest(table, sweeps)]);
  const isSince = closing !== undefined && sweep !== undefined && sweep.asOf > closing.asOf;
  return { closing, newest: isSince ? sweep : closing };
};

/** The closings of a month, or its sweeps, newest first, each read when it is asked for; `before`: those of earlier instants. */
export async function* backwards(
  table: Table,
  kind: Omit<RunName, 'asOf'>,
  before?: Instant,
): AsyncGenerator<Run, undefined> {
  let run = await newest(table, kind, before);
  while (run !== undefined) {
    yield run;
    run = await newest(table, kind, run.asOf);
  }
  return undefined;
}

/** The newest closing of a month before an instant. */
export const closingBefore = (table: Table, month: string, before: Instant): Promise<Run | undefined> =>
  newest(table, { month, preview: false }, before);

/** All sweeps of a month, in order. */
export const sweepsOf = async (table: Table, month: string): Promise<Run[]> => {
  const items = await readAll(table, runsOf({ month, preview: false, sweep: true }));
  return items.filter((item) => sortKey(item).endsWith('#run')).map((item) => decodeItem(runItem, item));
};

export const findRun = async (table: Table, run: RunName): Promise<Run | undefined> => {
  const item = await getItem(table, runKey(run));
  return item === undefined ? undefined : decodeItem(runItem, item);
};

/** The latest closing or preview of a month, sweeps left out; of two at one instant the one that is no preview. */
export const latestRun = async (table: Table, month: string): Promise<Run | undefined> => {
  const [closing, preview] = await Promise.all([newestStarted(table, month), newest(table, { month, preview: true })]);
  return closing === undefined || (preview !== undefined && preview.asOf > closing.asOf) ? preview : closing;
};

/** The last item of a partition is its newest run; unless a chunk was done of a run that the table does not know, which is none. */
const newest = async (table: Table, kind: Omit<RunName, 'asOf'>, before?: Instant): Promise<Run | undefined> => {
  for await (const [item] of pages(table, runsOf(kind, before), { backwards: true, pageSize: 1 })) {
    if (item !== undefined && sortKey(item).endsWith('#run')) return decodeItem(runItem, item);
  }
  return undefined;
};
