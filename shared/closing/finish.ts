import type { Instant } from '../domain/instant.ts';
import type { RunName } from '../store/keys.ts';
import { loadResults } from '../store/run-report.ts';
import { type Totals, totalsOf } from '../store/run-results.ts';
import { closeRun, type Progress } from '../store/runs.ts';
import type { Table } from '../store/table.ts';

/**
 * Closes a run if all of it is done (closing, step 3), and gives its totals to the delivery that closed it; undefined to every
 * other. `closer`: the delivery's own id.
 */
export const finishIfComplete = async (
  table: Table,
  run: RunName,
  progress: Progress,
  closer: string,
  closedAt: Instant,
): Promise<Totals | undefined> => {
  if (!progress.complete) return undefined;
  const totals = totalsOf(await loadResults(table, run));
  return (await closeRun(table, run, { totals, closedAt, closer })) ? totals : undefined;
};
