import type { Instant } from '../domain/time/instant.ts';
import { isAfterItsMonth } from '../config/schedule.ts';
import { findCompletion, newestRuns, type Run } from '../persistence/run-store.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { type RunInputs, closedMonthInputs } from './config-snapshot.ts';
import type { Deployment } from './load-month.ts';

/** How a month stands. */
export type MonthStatus = {
  /** What its figures go by: its newest run, or what is known now where no closing counts yet. */
  readonly question: RunInputs;
  /** What an adjustment of now would go by; the same where no closing counts yet. */
  readonly questionNow: RunInputs;
  /** The newest ordered closing, if one was ordered after the month had ended. */
  readonly closing: Run | undefined;
  /** When that closing was over; undefined while it is under way. */
  readonly closedAt: Instant | undefined;
};

/**
 * How a month stands at `now`. A closing from before the month had ended was tried out, and decides nothing about the month. An
 * adjustment takes records as of the last ordered closing, and the policies and components that it was closed with, as a sweep does.
 */
export const monthStatus = async (
  table: Table,
  { config }: Pick<Deployment, 'config'>,
  month: string,
  now: Instant,
): Promise<MonthStatus> => {
  const { closing, newest } = await newestRuns(table, month);
  if (closing === undefined || !isAfterItsMonth(closing, config.closing)) {
    const question = { month, asOf: now };
    return { question, questionNow: question, closing: undefined, closedAt: undefined };
  }
  const question = closedMonthInputs(closing, newest ?? closing);
  return {
    question,
    questionNow: { ...question, asOf: now },
    closing,
    closedAt: (await findCompletion(table, closing))?.closedAt,
  };
};
