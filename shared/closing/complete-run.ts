import type { Telemetry } from '../config/telemetry-names.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { RunName } from '../persistence/keys.ts';
import { loadBatchResults, recordCompletion, type RunProgress, runId } from '../persistence/run-store.ts';
import { type RunTotals, sumTotals } from '../persistence/run-results.ts';
import type { Table } from '../persistence/dynamo-table.ts';

/**
 * Closes a run if all of it is done (closing, step 3), and gives its totals to the delivery that closed it; undefined to every
 * other. `closer`: the delivery's own id.
 */
const completeRun = async (
  table: Table,
  run: RunName,
  progress: RunProgress,
  closer: string,
  closedAt: Instant,
): Promise<RunTotals | undefined> => {
  if (!progress.complete) return undefined;
  const totals = sumTotals(await loadBatchResults(table, run));
  return (await recordCompletion(table, run, { totals, closedAt, closer })) ? totals : undefined;
};

type Context = { readonly table: Table; readonly telemetry: Telemetry; readonly clock: () => Instant };

/** Closes a run whose last part this was, and says so with its totals. `delivery`: the id of the message that brought it. */
export const announceCompletedRun = async (
  { table, telemetry, clock }: Context,
  run: RunName & { readonly sweep?: boolean | undefined },
  progress: RunProgress,
  delivery: string,
): Promise<void> => {
  const now = clock();
  const totals = await completeRun(table, run, progress, delivery, now);
  if (totals === undefined) return;
  const kind = run.preview ? 'preview' : run.sweep ? 'sweep' : 'closing';
  telemetry.note('a run is over', { run: runId(run), kind, ...totals });
  telemetry.count('RunDuration', now - run.asOf, { kind });
  if (run.preview) return;
  telemetry.count('CreditsRecorded', (totals.counts['issued'] ?? 0) + (totals.counts['adjusted'] ?? 0));
  for (const [currency, minor] of Object.entries(totals.deltaMinor))
    telemetry.count('CreditedMinor', minor, { currency });
  if (kind === 'closing') telemetry.count('MonthsClosed');
};
