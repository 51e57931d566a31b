import type { Instant } from '../domain/time/instant.ts';
import { coversWholeMonth } from '../config/schedule.ts';
import { findCompletion, newestRuns, type Run } from '../persistence/run-store.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { type RunInputs, closedMonthInputs } from './config-snapshot.ts';
import type { Deployment } from './load-month.ts';

/** The status of a month. */
export type MonthStatus = {
  /** The inputs of its figures: those of its newest run, or the current ones without a close. */
  readonly question: RunInputs;
  /** The inputs of an adjustment now; the same without a close. */
  readonly questionNow: RunInputs;
  /** The newest close, if it was ordered after the month had ended. */
  readonly closing: Run | undefined;
  /** When that close was completed; undefined while it runs. */
  readonly closedAt: Instant | undefined;
};

/**
 * Returns the status of a month at `now`. A close before the month had ended does not count.
 * An adjustment, a sweep and a repeated close use the snapshot of the last ordered close.
 */
export const monthStatus = async (
  table: Table,
  deployment: Deployment,
  month: string,
  now: Instant,
): Promise<MonthStatus> => {
  const { closing, newest } = await newestRuns(table, month);
  if (closing === undefined || !coversWholeMonth(closing, deployment.config.closing)) {
    const question = { month, asOf: now };
    return { question, questionNow: question, closing: undefined, closedAt: undefined };
  }
  const question = closedMonthInputs(deployment, closing, (newest ?? closing).asOf);
  return {
    question,
    questionNow: { ...question, asOf: now },
    closing,
    closedAt: (await findCompletion(table, closing))?.closedAt,
  };
};
