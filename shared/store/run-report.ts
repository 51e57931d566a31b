import { chunksOf, type RunName } from './keys.ts';
import { decodeItem, readAll } from './reads.ts';
import { type Attention, type Blocked, chunkResult, type ChunkResult, type Totals, totalsOf } from './run-results.ts';
import {
  type Closed,
  countDone,
  findClosed,
  findPlan,
  latestRun,
  type Progress,
  progressOf,
  type Run,
} from './runs.ts';
import type { Table } from './table.ts';

/** How a run stands: what its finished chunks came to so far, and when it was closed if it was. */
export type RunReport = {
  readonly run: Run;
  readonly progress: Progress;
  readonly totals: Totals;
  readonly blocked: readonly Blocked[];
  readonly attention: readonly Attention[];
  readonly closed: Closed | undefined;
};

/** What the finished chunks of a run came to, in the order of their numbers. */
export const loadResults = async (table: Table, run: RunName): Promise<ChunkResult[]> => {
  const items = await readAll(table, chunksOf(run));
  return items.map((item) => decodeItem(chunkResult, item));
};

/** The report of a month's latest run, or undefined if it has none. */
export const runReport = async (table: Table, month: string): Promise<RunReport | undefined> => {
  const run = await latestRun(table, month);
  if (run === undefined) return undefined;
  const [plan, done, results, closed] = await Promise.all([
    findPlan(table, run),
    countDone(table, run),
    loadResults(table, run),
    findClosed(table, run),
  ]);
  return {
    run,
    progress: progressOf(done, plan?.chunks),
    totals: totalsOf(results),
    blocked: results.flatMap(({ blocked }) => blocked),
    attention: [...(plan?.attention ?? []), ...results.flatMap(({ attention }) => attention)],
    closed,
  };
};
