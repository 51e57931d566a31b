import { mapConcurrently } from '../lib/map-concurrently.ts';
import { chunksOf, type RunName } from './keys.ts';
import { decodeItem, readAll } from './dynamo-reads.ts';
import { type Attention, type Blocked, chunkResult, type ChunkResult, type Totals, totalsOf } from './run-results.ts';
import {
  type Closed,
  countDone,
  findClosed,
  findPlan,
  latestRun,
  sweepsOf,
  type RunProgress,
  progressOf,
  type Run,
} from './run-store.ts';
import type { Table } from './dynamo-table.ts';

/** How a run stands: what its finished chunks came to so far, and when it was closed if it was. */
export type RunReport = {
  readonly run: Run;
  readonly progress: RunProgress;
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

/** How many sweeps are reported at once. */
const AT_ONCE = 8;

/** The report of a month's latest closing or preview, and of the sweeps since; undefined if there is none. */
export const runReport = async (
  table: Table,
  month: string,
): Promise<(RunReport & { readonly sweeps: readonly RunReport[] }) | undefined> => {
  const run = await latestRun(table, month);
  if (run === undefined) return undefined;
  const since = (await sweepsOf(table, month)).filter(({ asOf }) => asOf > run.asOf);
  const sweeps = await mapConcurrently(AT_ONCE, since, (sweep) => reportOf(table, sweep));
  return { ...(await reportOf(table, run)), sweeps };
};

const reportOf = async (table: Table, run: Run): Promise<RunReport> => {
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
