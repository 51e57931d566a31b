import { finishIfComplete } from '../shared/closing/finish.ts';
import type { Instant } from '../shared/domain/instant.ts';
import type { RunName } from '../shared/store/keys.ts';
import { type Progress, runId } from '../shared/store/runs.ts';
import type { Table } from '../shared/store/table.ts';
import type { Telemetry } from './telemetry.ts';

type Context = { readonly table: Table; readonly telemetry: Telemetry; readonly clock: () => Instant };

/** Closes a run whose last part this was, and says so with its totals. `delivery`: the id of the message that brought it. */
export const announceIfComplete = async (
  { table, telemetry, clock }: Context,
  run: RunName & { readonly sweep?: boolean | undefined },
  progress: Progress,
  delivery: string,
): Promise<void> => {
  const now = clock();
  const totals = await finishIfComplete(table, run, progress, delivery, now);
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
