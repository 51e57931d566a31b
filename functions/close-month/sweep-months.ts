import { changedComponents } from '../../shared/closing/changed-components.ts';
import { completeRun } from '../../shared/closing/complete-run.ts';
import { closedMonthInputs } from '../../shared/closing/config-snapshot.ts';
import { sharedMaintenanceItems } from '../../shared/closing/maintenance-review-items.ts';
import { type CustomerList, planBatches } from '../../shared/closing/plan-batches.ts';
import { policiesWithoutNotice } from '../../shared/closing/select-customers.ts';
import { allVersions } from '../../shared/config/policy-versions.ts';
import { coversWholeMonth, latestMonthEnd, sweptMonths } from '../../shared/config/schedule.ts';
import type { Month } from '../../shared/domain/month/month.ts';
import { relevantNoticeRange, relevantUntil } from '../../shared/domain/month/outage-region.ts';
import { addMonths, localMonth } from '../../shared/domain/time/calendar.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { sendBatches } from '../../shared/messaging/customer-batch.ts';
import { type CandidateCriteria, changedCustomers, creditCandidates } from '../../shared/persistence/customer-lists.ts';
import type { RunName } from '../../shared/persistence/keys.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';
import type { ReviewItem } from '../../shared/persistence/run-results.ts';
import {
  findPlan,
  findRun,
  newestClosing,
  recordPlan,
  type Run,
  runId,
  type RunPlan,
  runsNewestFirst,
  startRun,
} from '../../shared/persistence/run-store.ts';
import type { CloseMonthContext } from './context.ts';

/**
 * Applies late evidence to the last closed months. Assesses the customers that changes since a month's last run affect.
 * A month without a change gets no run. A repeated order finds the same customers, or the run that it started.
 */
export const sweepMonths = async (context: CloseMonthContext, asOf: Instant, delivery: string): Promise<void> => {
  const { closing, policies } = context.deployment.config;
  const current = localMonth(closing.timeZone, asOf);
  for (let back = 1; back <= sweptMonths(allVersions(policies)); back += 1) {
    const sweep = { month: addMonths(current, -back), asOf, preview: false, sweep: true };
    const lastRun = await findLastRun(context, sweep);
    if (lastRun === undefined || lastRun.last.asOf === asOf) await completeInterrupted(context, sweep, delivery);
    else await startSweep(context, sweep, lastRun, delivery);
  }
};

/**
 * Completes a sweep whose process crashed before its progress was stored: its batches may all be done already.
 * Without a plan it is completed only if a newer planned run replaces it. That run assesses its customers, and its own batches do nothing.
 */
const completeInterrupted = async (context: CloseMonthContext, sweep: RunName, delivery: string): Promise<void> => {
  const { table } = context;
  if ((await findRun(table, sweep)) === undefined) return;
  const plan = (await findPlan(table, sweep)) ?? ((await isReplaced(table, sweep)) ? NO_BATCHES : undefined);
  if (plan !== undefined) await completeRun(context, sweep, await recordPlan(table, sweep, plan), delivery);
};

const NO_BATCHES: RunPlan = { chunks: 0, attention: [] };

/** Whether a newer close, or a newer sweep with a plan, exists. The search for the last run skips a sweep behind them. */
const isReplaced = async (table: Table, { month, asOf }: RunName): Promise<boolean> => {
  const closing = await newestClosing(table, month);
  if (closing === undefined || closing.asOf > asOf) return true;
  for await (const newer of runsNewestFirst(table, { month, preview: false, sweep: true })) {
    if (newer.asOf <= asOf) return false;
    if ((await findPlan(table, newer)) !== undefined) return true;
  }
  return false;
};

type LastRun = {
  readonly closing: Run;
  /** The last planned run: the close or a later sweep. */
  readonly last: Run;
  readonly plan: RunPlan;
  /** Later sweeps without a plan: some of their batches may have been sent, and assessed. */
  readonly unplanned: readonly Run[];
};

/**
 * Finds the last planned run of a month. Returns undefined if there is nothing to sweep.
 * The newest close may be unplanned, premature or later than this sweep, or a later sweep exists.
 */
const findLastRun = async (
  { table, deployment }: CloseMonthContext,
  { month, asOf }: RunName,
): Promise<LastRun | undefined> => {
  const closing = await newestClosing(table, month);
  if (closing === undefined || closing.asOf > asOf || !coversWholeMonth(closing, deployment.config.closing))
    return undefined;
  const closingPlan = await findPlan(table, closing);
  if (closingPlan === undefined) return undefined;
  const unplanned: Run[] = [];
  for await (const sweep of runsNewestFirst(table, { month, preview: false, sweep: true })) {
    if (sweep.asOf <= closing.asOf) break;
    if (sweep.asOf > asOf) return undefined;
    const plan = await findPlan(table, sweep);
    if (plan !== undefined) return { closing, last: sweep, plan, unplanned };
    unplanned.push(sweep);
  }
  return { closing, last: closing, plan: closingPlan, unplanned };
};

/** Components whose downtime changed, and customers with records since the last run. */
type Affected = {
  readonly components: readonly string[];
  readonly customers: readonly string[];
  /** Review items of maintenance that was recorded since. */
  readonly attention: readonly ReviewItem[];
  /** Selects all customers that may have a credit; those that use the components are affected too. */
  readonly criteria: CandidateCriteria;
};

/**
 * Finds the components and customers that records since the last run affect, under the close's snapshot.
 * Facts that an unplanned sweep used and that were retracted since count as changes too.
 */
const findAffected = async (
  { table, deployment, monthOf }: CloseMonthContext,
  { closing, last, unplanned }: LastRun,
  run: Run,
): Promise<Affected> => {
  const { month, asOf } = run;
  const inputs = closedMonthInputs(deployment, closing, asOf);
  const snapshot = inputs.basis?.basis;
  const changed = new Set<string>();
  const months: Month[] = [];
  const attention: ReviewItem[] = [];
  for (const policy of Object.keys((snapshot ?? deployment.config).policies)) {
    const after = await monthOf({ ...inputs, policy });
    months.push(after);
    if (attention.length === 0) attention.push(...sharedMaintenanceItems(after, last.asOf + 1));
    for (const earlier of [last, ...unplanned]) {
      const before = await monthOf({ ...inputs, asOf: earlier.asOf, policy });
      for (const component of changedComponents(before, after)) changed.add(component);
      months.push(before);
    }
  }
  const received = relevantNoticeRange(months, asOf);
  const changes = {
    month,
    since: last.asOf,
    until: asOf,
    received,
    before: namesMonths(months) ? Infinity : relevantUntil(months),
    // A record may name a policy that the close did not have.
    end: Math.max(latestMonthEnd(month, deployment.config.closing), ...months.map(({ interval }) => interval.end)),
  };
  return {
    components: [...changed].toSorted(),
    customers: await changedCustomers(table, changes),
    attention,
    criteria: { month, asOf, received, policies: policiesWithoutNotice(deployment.config, month, snapshot) },
  };
};

/** A notice that names the month that it claims may have been recognised at any later time. */
const namesMonths = (months: readonly Month[]): boolean =>
  months.some(({ policy }) => policy.claim?.covers === 'month');

const startSweep = async (
  context: CloseMonthContext,
  sweep: RunName,
  lastRun: LastRun,
  delivery: string,
): Promise<void> => {
  const { table, work, telemetry, clock } = context;
  const run: Run = { ...sweep, by: 'sweep', startedAt: clock(), basis: lastRun.closing.basis };
  const expected = await findAffected(context, lastRun, run);
  if (expected.components.length === 0 && expected.customers.length === 0) return;
  const { stored } = await startRun(table, run);
  // A run that started in the meantime is visible only now, so the search is repeated.
  // A run that starts from now on sees this one, and uses its evidence.
  const { components, customers, attention, criteria } = await findAffected(
    context,
    (await findLastRun(context, sweep)) ?? lastRun,
    run,
  );
  telemetry.note('sweep started', { run: runId(run), components, customers: customers.length });
  const users: CustomerList = {
    customers: excluding(creditCandidates(table, criteria), new Set(customers)),
    using: components,
  };
  let chunks = 0;
  const lists = [{ customers: toAsync(customers) }, ...(components.length === 0 ? [] : [users])];
  for await (const messages of planBatches(stored, lists)) {
    await sendBatches(work, messages);
    chunks += messages.length;
  }
  const progress = await recordPlan(table, stored, { chunks, attention: [...attention] });
  await completeRun(context, stored, progress, delivery);
};

async function* toAsync(customers: readonly string[]): AsyncGenerator<string> {
  yield* customers;
}

async function* excluding(customers: AsyncIterable<string>, excluded: ReadonlySet<string>): AsyncGenerator<string> {
  for await (const customer of customers) if (!excluded.has(customer)) yield customer;
}
