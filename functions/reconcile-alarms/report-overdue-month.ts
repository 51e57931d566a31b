import { type Closing, closingInstant, coversWholeMonth } from '../../shared/config/schedule.ts';
import { addDays, addMonths, localDate } from '../../shared/domain/time/calendar.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { HOUR_MS } from '../../shared/lib/time-units.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';
import { monitoringSince } from '../../shared/persistence/source-health.ts';
import { findCompletion, newestClosing } from '../../shared/persistence/run-store.ts';
import type { OverdueContext } from './context.ts';

/** Time in which a closing must complete: far more than one of a hundred thousand customers takes. */
const CLOSING_MS_MAX = HOUR_MS;

/**
 * Reports whether the month that is due is closed: the metric is 1 if it is not, else 0.
 * It is due at the start of the day after its closing day, in the closing's time zone.
 * A month that was due before monitoring began is not overdue.
 */
export const reportOverdueMonth = async ({ table, closing, telemetry, clock }: OverdueContext): Promise<void> => {
  const now = clock();
  const month = lastDueMonth(closing, now);
  const since = await monitoringSince(table, now);
  const isOverdue = since <= closingInstant(closing, month) && !(await isClosed(table, closing, month, now));
  if (isOverdue) telemetry.note('month-end close overdue', { month });
  telemetry.count('MonthsOverdue', isOverdue ? 1 : 0);
};

/** Returns the last month whose closing day is over. */
export const lastDueMonth = ({ day, timeZone }: Closing, now: Instant): string => {
  const yesterday = addDays(localDate(timeZone, now), -1);
  const months = Number(yesterday.slice(-2)) >= day ? 1 : 2;
  return addMonths(yesterday.slice(0, -3), -months);
};

/** A month that is being closed again counts as closed while that closing may still complete. */
const isClosed = async (table: Table, closing: Closing, month: string, now: Instant): Promise<boolean> => {
  const run = await newestClosing(table, month);
  if (run === undefined || !coversWholeMonth(run, closing)) return false;
  return run.asOf > now - CLOSING_MS_MAX || (await findCompletion(table, run)) !== undefined;
};
