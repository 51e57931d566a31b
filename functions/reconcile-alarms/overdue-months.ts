import { addDays, addMonths, localDate } from '../../shared/domain/time/calendar.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { type Closing, closingInstant, isAfterItsMonth } from '../../shared/config/schedule.ts';
import { findCompletion, newestClosing } from '../../shared/persistence/run-store.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';
import { monitoringSince } from '../../shared/persistence/source-health.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';

export type OverdueContext = {
  readonly table: Table;
  readonly closing: Closing;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

/** How long a closing may take: far longer than those of a hundred thousand customers do. */
const RUNNING_MS = 3_600_000;

/**
 * Tells whether the last month that was due is closed: 1 if it is not by the start of the day after the one on which it is closed
 * (closed on the 2nd: by the 3rd), as the contract's zone has it, else 0. It is told here and not by `close-month`: whatever keeps that
 * function from running must not keep the alarm from ringing. A month that was due before anything watched is nobody's fault.
 */
export const reportOverdueMonths =
  ({ table, closing, telemetry, clock }: OverdueContext) =>
  async (): Promise<void> => {
    const now = clock();
    const month = lastDue(closing, now);
    const since = await monitoringSince(table, now);
    const overdue = since <= closingInstant(closing, month) && !(await isClosed(table, closing, month, now));
    if (overdue) telemetry.note('a month is not closed', { month });
    telemetry.count('MonthsOverdue', overdue ? 1 : 0);
  };

/** The last month whose closing was due on a day that is over. */
export const lastDue = ({ day, timeZone }: Closing, now: Instant): string => {
  const yesterday = addDays(localDate(timeZone, now), -1);
  const months = Number(yesterday.slice(-2)) >= day ? 1 : 2;
  return addMonths(yesterday.slice(0, -3), -months);
};

/** One that is being closed again still counts as closed for as long as that may take. */
const isClosed = async (table: Table, closing: Closing, month: string, now: Instant): Promise<boolean> => {
  const run = await newestClosing(table, month);
  if (run === undefined || !isAfterItsMonth(run, closing)) return false;
  return run.asOf > now - RUNNING_MS || (await findCompletion(table, run)) !== undefined;
};
