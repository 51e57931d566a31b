import { finishIfComplete } from '../shared/closing/finish.ts';
import type { Instant } from '../shared/domain/instant.ts';
import { type Progress, type Run, runId } from '../shared/store/runs.ts';
import type { Table } from '../shared/store/table.ts';
import type { Telemetry } from './telemetry.ts';

type Context = { readonly table: Table; readonly telemetry: Telemetry; readonly clock: () => Instant };

/** Closes a run whose last part this was, and says so with its totals. `delivery`: the id of the message that brought it. */
export const announceIfComplete = async (
  { table, telemetry, clock }: Context,
  run: Pick<Run, 'month' | 'asOf' | 'preview'>,
  progress: Progress,
  delivery: string,
): Promise<void> => {
  const totals = await finishIfComplete(table, run, progress, delivery, clock());
  if (totals === undefined) return;
  telemetry.note('month closed', { run: runId(run), ...totals });
  if (!run.preview) telemetry.count('MonthsClosed');
};
