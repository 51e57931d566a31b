import { snapshotOf, runInputs, closedMonthInputs } from '../../shared/closing/config-snapshot.ts';
import { relevantNoticeRange, policiesWithoutNotice, type SelectionCriteria } from '../../shared/closing/plan-run.ts';
import { monthsOf } from '../../shared/closing/select-customers.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import type { Month } from '../../shared/domain/month/month.ts';
import { runsNewestFirst, findCompletion, type Run } from '../../shared/persistence/run-store.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';
import type { CloseMonthContext } from './handler.ts';

/**
 * Whom a run assesses: whoever may be due a credit by what it goes by, and by what the other runs of the month went by that may still give
 * one after its `asOf`. Such a credit bears a later instant, so that it does not say itself whom to look at; if it should not have been
 * given, nothing else would. Where a sweep knew more than this run already, its customers are found by what that sweep knew: they are
 * assessed by it.
 */
export const customersToAssess = async (
  context: CloseMonthContext,
  run: Run,
  months: readonly Month[],
): Promise<SelectionCriteria> => {
  const { table, deployment } = context;
  const all = [...months];
  const policies = policiesWithoutNotice(deployment.config, snapshotOf(run));
  let { asOf } = run;
  for (const other of await notOverBy(table, run)) {
    all.push(...(await monthsOf(context, runInputs(other))));
    policies.push(...policiesWithoutNotice(deployment.config, snapshotOf(other)));
    if (other.asOf <= run.asOf) continue;
    all.push(...(await monthsOf(context, closedMonthInputs(run, other))));
    asOf = Math.max(asOf, other.asOf);
  }
  return { received: relevantNoticeRange(all, asOf), policies, asOf };
};

/**
 * The runs of a month that were not over at the `asOf` of this one. A closing that was over has looked at whom those before it looked at.
 * Of sweeps those are among them that came after one that was not over: whatever of that one is still to be done goes by the newest.
 */
const notOverBy = async (table: Table, { month, asOf }: Run): Promise<Run[]> => {
  const closings: Run[] = [];
  let over: Instant | undefined;
  for await (const closing of runsNewestFirst(table, { month, preview: false }, asOf)) {
    over = (await isOverBy(table, closing, asOf)) ? closing.asOf : undefined;
    if (over !== undefined) break;
    closings.push(closing);
  }
  // Nothing is swept that was not closed.
  if (over === undefined && closings.length === 0) return [];
  const sweeps: Run[] = [];
  for await (const sweep of runsNewestFirst(table, { month, preview: false, sweep: true })) {
    if (over !== undefined && sweep.asOf < over) break;
    sweeps.push(sweep);
  }
  for (let oldest = sweeps.at(-1); oldest !== undefined; oldest = sweeps.at(-1)) {
    if (!(await isOverBy(table, oldest, asOf))) break;
    sweeps.pop();
  }
  return [...closings, ...sweeps];
};

const isOverBy = async (table: Table, run: Run, at: Instant): Promise<boolean> => {
  const closed = await findCompletion(table, run);
  return closed !== undefined && closed.closedAt <= at;
};
