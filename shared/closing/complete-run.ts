import type { Telemetry } from '../config/telemetry-names.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import type { RunName } from '../persistence/keys.ts';
import { sumTotals } from '../persistence/run-results.ts';
import { loadBatchResults, recordCompletion, runId, type RunProgress } from '../persistence/run-store.ts';

type CompletionContext = { readonly table: Table; readonly telemetry: Telemetry; readonly clock: () => Instant };

/**
 * Completes a run whose batches are all done, and reports its totals as a log line and as metrics.
 * Only the delivery that completes the run reports. `delivery`: its message id.
 */
export const completeRun = async (
  { table, telemetry, clock }: CompletionContext,
  run: RunName,
  progress: RunProgress,
  delivery: string,
): Promise<void> => {
  if (!progress.complete) return;
  const now = clock();
  const totals = sumTotals(await loadBatchResults(table, run));
  if (!(await recordCompletion(table, run, { totals, closedAt: now, closer: delivery }))) return;
  const kind = run.preview ? 'preview' : run.sweep ? 'sweep' : 'closing';
  telemetry.note('run completed', { run: runId(run), kind, ...totals });
  telemetry.count('RunDuration', now - run.asOf, { kind });
  if (run.preview) return;
  telemetry.count('CreditsRecorded', (totals.counts['issued'] ?? 0) + (totals.counts['adjusted'] ?? 0));
  for (const [currency, minor] of Object.entries(totals.deltaMinor))
    telemetry.count('CreditedMinor', minor, { currency });
  if (kind === 'closing') telemetry.count('MonthsClosed');
};
