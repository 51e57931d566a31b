import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { instantField, month, whole } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { gzipped } from '../lib/gzip-codec.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { activityItem } from './read-activity.ts';
import {
  conditionalPut,
  decodeItem,
  getItem,
  putOrRead,
  queryPages,
  readAll,
  sortKeyOf,
  type Table,
} from './dynamo-table.ts';
import {
  batchResultKey,
  batchResultKeys,
  completionKey,
  planKey,
  progressKey,
  runKey,
  runKeys,
  type RunKind,
  type RunName,
} from './keys.ts';
import {
  type AmountChange,
  batchResult,
  type BatchResult,
  type BlockedCustomer,
  type ReviewItem,
  reviewItemList,
  runTotals,
  type RunTotals,
  sumTotals,
} from './run-results.ts';

const runItem = z.object({
  month,
  /** The run uses facts recorded by this instant. */
  asOf: instantField,
  /** A preview stores no revision and sends no message. */
  preview: z.boolean(),
  reason: z.optional(z.string()),
  /** The IAM principal that ordered the run, or the schedule. */
  by: z.string(),
  startedAt: instantField,
  /** A sweep assesses only customers that records since the close can affect. */
  sweep: z.optional(z.boolean()),
  /** Whether a repeated close uses the original configuration or the current one. */
  policies: z.optional(z.enum(['closed', 'current'])),
  /** The configuration snapshot (JSON). */
  basis: z.optional(gzipped),
});
/** A close, a preview or a sweep of a month. Month, kind and `asOf` identify it. */
export type Run = z.output<typeof runItem>;

const planItem = z.object({ chunks: whole(0), attention: reviewItemList });
/** The number of a run's batches, numbered from 0, and the review items that concern no single customer. */
export type RunPlan = z.output<typeof planItem>;

const completionItem = z.object({ totals: runTotals, closedAt: instantField, closer: z.string() });
/** The totals of a completed run. `closer`: the delivery that completed it. */
export type RunCompletion = z.output<typeof completionItem>;

/** Returns a run's id, as the ledger, messages and logs have it: `2026-10@2026-11-02T20:00:00.000Z`. */
export const runId = ({ month, asOf, preview, sweep = false }: RunName): string =>
  `${month}@${formatInstant(asOf)}${preview ? ':preview' : sweep ? ':sweep' : ''}`;

/**
 * Records a run, and returns the one that is stored: a second order for the same run changes nothing.
 * Order: entry of the activity, run. A preview changes nothing, so it has no entry.
 * The entry has the instant of the order (`asOf`): a repeated order starts later, and must write the same entry.
 */
export const startRun = async (
  table: Table,
  run: Run,
): Promise<{ readonly outcome: 'started' | 'exists'; readonly stored: Run }> => {
  const { month: of, by, asOf, preview, sweep = false } = run;
  if (!preview)
    await conditionalPut(
      table,
      activityItem(asOf, { kind: sweep ? 'sweep' : 'closing', by, month: of, of: runKey(run) }),
    );
  const item = { ...runKey(run), ...z.encode(runItem, run) };
  const { outcome, stored } = await putOrRead(table, item, (each) => decodeItem(runItem, each));
  return { outcome: outcome === 'appended' ? 'started' : 'exists', stored };
};

/** The number of batches done and planned. `complete`: the run is planned, and all its batches are done. */
export type RunProgress = { readonly done: number; readonly planned: number | undefined; readonly complete: boolean };

const progressOf = (done: number, planned: number | undefined): RunProgress => ({
  done,
  planned,
  complete: planned !== undefined && done >= planned,
});

/**
 * Records a run's plan; the first plan stays.
 *
 * Order: batches are sent, then the plan is written. After a crash between them, redelivery sends the same batches again.
 * Without a plan no run is complete. The plan's number and the finished batches are attributes of one item.
 * Each write of it returns both, so the last writer sees that the run is complete.
 */
export const recordPlan = async (table: Table, run: RunName, plan: RunPlan): Promise<RunProgress> => {
  const item = { ...planKey(run), ...z.encode(planItem, plan) };
  const { stored } = await putOrRead(table, item, (each) => decodeItem(planItem, each));
  return updateProgress(table, run, {
    UpdateExpression: 'SET #planned = if_not_exists(#planned, :planned)',
    ExpressionAttributeNames: { '#planned': 'planned' },
    ExpressionAttributeValues: { ':planned': stored.chunks },
  });
};

/**
 * Records a batch's result, and counts the batch as done. The first result stays, and a batch counts once.
 *
 * Order: result, then count. After a crash between them the redelivered batch is counted; every counted batch has a result.
 */
export const recordBatchResult = async (
  table: Table,
  run: RunName,
  chunk: number,
  result: BatchResult,
): Promise<RunProgress> => {
  await conditionalPut(table, { ...batchResultKey(run, chunk), chunk, ...z.encode(batchResult, result) });
  // A number set holds a batch's number once, however often it is added. 400 KB hold about 60,000 batches.
  return updateProgress(table, run, {
    UpdateExpression: 'ADD #done :chunk',
    ExpressionAttributeNames: { '#done': 'done' },
    ExpressionAttributeValues: { ':chunk': new Set([chunk]) },
  });
};

const progressItem = z.object({ done: z.optional(z.set(z.number())), planned: z.optional(whole(0)) });

/** Performs the table's only update: adds to a run's progress, and returns the progress after it. */
const updateProgress = async (
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

/** Returns the number of a run's batches that are done. */
export const countDoneBatches = async (table: Table, run: RunName): Promise<number> => {
  const item = await getItem(table, progressKey(run));
  return item === undefined ? 0 : (decodeItem(progressItem, item).done?.size ?? 0);
};

export const findPlan = async (table: Table, run: RunName): Promise<RunPlan | undefined> => {
  const item = await getItem(table, planKey(run));
  return item === undefined ? undefined : decodeItem(planItem, item);
};

/**
 * Records a run's completion once. Returns true for the delivery that completed the run, also when it is redelivered.
 * After a crash a completion may be announced twice, and is announced at least once. `closer`: the delivery's message id.
 */
export const recordCompletion = async (table: Table, run: RunName, completion: RunCompletion): Promise<boolean> => {
  const item = { ...completionKey(run), ...z.encode(completionItem, completion) };
  const { stored } = await putOrRead(table, item, (each) => decodeItem(completionItem, each));
  return stored.closer === completion.closer;
};

export const findCompletion = async (table: Table, run: RunName): Promise<RunCompletion | undefined> => {
  const item = await getItem(table, completionKey(run));
  return item === undefined ? undefined : decodeItem(completionItem, item);
};

/** Returns the run of a stored item. */
export const runOfItem = (item: unknown): Run => decodeItem(runItem, item);

export const findRun = async (table: Table, run: RunName): Promise<Run | undefined> => {
  const item = await getItem(table, runKey(run));
  return item === undefined ? undefined : decodeItem(runItem, item);
};

/** Returns the close of a month with the latest `asOf`; it supersedes the batches of earlier ones. */
export const newestClosing = (table: Table, month: string): Promise<Run | undefined> =>
  newestOfKind(table, { month, preview: false });

/** Returns the newest close of a month before an instant. */
export const closingBefore = (table: Table, month: string, before: Instant): Promise<Run | undefined> =>
  newestOfKind(table, { month, preview: false }, before);

/** Returns the newest close of a month, and the newest run: that close or a later sweep. The ledger follows the newest run. */
export const newestRuns = async (
  table: Table,
  month: string,
): Promise<{ readonly closing: Run | undefined; readonly newest: Run | undefined }> => {
  const sweeps = { month, preview: false, sweep: true };
  const [closing, sweep] = await Promise.all([newestClosing(table, month), newestOfKind(table, sweeps)]);
  const isSweepLater = closing !== undefined && sweep !== undefined && sweep.asOf > closing.asOf;
  return { closing, newest: isSweepLater ? sweep : closing };
};

/** Returns the latest close or preview of a month; at the same instant, the close. */
export const latestRun = async (table: Table, month: string): Promise<Run | undefined> => {
  const previews = { month, preview: true };
  const [closing, preview] = await Promise.all([newestClosing(table, month), newestOfKind(table, previews)]);
  return closing === undefined || (preview !== undefined && preview.asOf > closing.asOf) ? preview : closing;
};

/** Returns the runs of a kind, newest first, each read on demand; with `before`, only those of earlier instants. */
export async function* runsNewestFirst(table: Table, kind: RunKind, before?: Instant): AsyncGenerator<Run, undefined> {
  let run = await newestOfKind(table, kind, before);
  while (run !== undefined) {
    yield run;
    run = await newestOfKind(table, kind, run.asOf);
  }
  return undefined;
}

/** Reads the last item of the runs' partition. A result without a run (the table was restored) is not a run. */
const newestOfKind = async (table: Table, kind: RunKind, before?: Instant): Promise<Run | undefined> => {
  for await (const [item] of queryPages(table, runKeys(kind, before), { backwards: true, pageSize: 1 })) {
    if (item !== undefined && sortKeyOf(item).endsWith('#run')) return decodeItem(runItem, item);
  }
  return undefined;
};

/** Returns the closes and sweeps of a month before an instant, newest first, at most `max`. */
export const runsBefore = async (
  table: Table,
  month: string,
  max: number,
  before?: Instant,
): Promise<{ readonly runs: readonly Run[]; readonly more: boolean }> => {
  const kinds = [false, true].map((sweep) => ({ month, preview: false, sweep }));
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const runs: Run[] = [];
      for await (const run of runsNewestFirst(table, kind, before)) {
        runs.push(run);
        if (runs.length > max) break;
      }
      return runs;
    }),
  );
  const runs = found.flat().toSorted((a, b) => b.asOf - a.asOf);
  return { runs: runs.slice(0, max), more: runs.length > max };
};

const batchDelta = z.object({ deltaMinor: z.record(z.string(), z.number()) });

/** Returns a month's credits in minor units by currency: the changes of all its runs, summed. */
export const creditsRecorded = async (table: Table, month: string): Promise<RunTotals['deltaMinor']> => {
  const kinds = [false, true].map((sweep) => ({ month, preview: false, sweep }));
  const items = await Promise.all(kinds.map((kind) => readAll(table, runKeys(kind))));
  const deltas = items
    .flat()
    .filter((item) => sortKeyOf(item).includes('#chunk#'))
    .map((item) => ({ counts: {}, deltaMinor: decodeItem(batchDelta, item).deltaMinor }));
  return sumTotals(deltas).deltaMinor;
};

/** Returns all sweeps of a month, in order. */
const sweepsOf = async (table: Table, month: string): Promise<Run[]> => {
  const items = await readAll(table, runKeys({ month, preview: false, sweep: true }));
  return items.filter((item) => sortKeyOf(item).endsWith('#run')).map((item) => decodeItem(runItem, item));
};

/** Returns the results of a run's finished batches, in order of their numbers. */
export const loadBatchResults = async (table: Table, run: RunName): Promise<BatchResult[]> => {
  const items = await readAll(table, batchResultKeys(run));
  return items.map((item) => decodeItem(batchResult, item));
};

/** A run with its progress, the results of its finished batches, and its completion. */
export type RunReport = {
  readonly run: Run;
  readonly progress: RunProgress;
  readonly totals: RunTotals;
  readonly blocked: readonly BlockedCustomer[];
  readonly attention: readonly ReviewItem[];
  readonly changes: readonly AmountChange[];
  readonly closed: RunCompletion | undefined;
};

const SWEEP_REPORTS_MAX = 8;

/** Returns the report of a month's latest close or preview, and of the later sweeps; undefined if there is none. */
export const runReport = async (
  table: Table,
  month: string,
): Promise<(RunReport & { readonly sweeps: readonly RunReport[] }) | undefined> => {
  const run = await latestRun(table, month);
  if (run === undefined) return undefined;
  const laterSweeps = (await sweepsOf(table, month)).filter(({ asOf }) => asOf > run.asOf);
  const sweeps = await mapConcurrently(SWEEP_REPORTS_MAX, laterSweeps, (sweep) => reportOf(table, sweep));
  return { ...(await reportOf(table, run)), sweeps };
};

const reportOf = async (table: Table, run: Run): Promise<RunReport> => {
  const [plan, done, results, closed] = await Promise.all([
    findPlan(table, run),
    countDoneBatches(table, run),
    loadBatchResults(table, run),
    findCompletion(table, run),
  ]);
  return {
    run,
    progress: progressOf(done, plan?.chunks),
    totals: sumTotals(results),
    blocked: results.flatMap(({ blocked }) => blocked),
    attention: [...(plan?.attention ?? []), ...results.flatMap(({ attention }) => attention)],
    changes: results.flatMap(({ changes = [] }) => changes),
    closed,
  };
};
