import { snapshotOf, closedMonthInputs } from '../../shared/closing/config-snapshot.ts';
import { changedComponents, relevantUntil } from '../../shared/closing/changed-components.ts';
import { batchesOf, type Listed, relevantNoticeRange, policiesWithoutNotice } from '../../shared/closing/plan-run.ts';
import { addMonths, localDate } from '../../shared/domain/time/calendar.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import type { Month } from '../../shared/domain/month/month.ts';
import { isAfterItsMonth, SWEPT_MONTHS } from '../../shared/config/schedule.ts';
import { sendBatches } from '../../shared/messaging/customer-batch.ts';
import { creditCandidates, changedCustomers } from '../../shared/persistence/customer-index.ts';
import type { RunName } from '../../shared/persistence/keys.ts';
import {
  runsNewestFirst,
  findPlan,
  newestClosing,
  type RunPlan,
  recordPlan,
  type Run,
  runId,
  startRun,
} from '../../shared/persistence/run-store.ts';
import { announceCompletedRun } from '../../shared/closing/complete-run.ts';
import type { CloseMonthContext } from './handler.ts';

/**
 * Looks at the last months that were closed for what was recorded since, and assesses again whom it concerns: whoever uses a component
 * whose downtime came out differently, and whoever something of their own was recorded of. A month that nothing concerns has no run.
 * The same order again finds the same, or the run that it made already.
 */
export const sweep = async (context: CloseMonthContext, asOf: Instant, delivery: string): Promise<void> => {
  const now = localDate(context.deployment.config.closing.timeZone, asOf).slice(0, 7);
  for (let back = 1; back <= SWEPT_MONTHS; back += 1) await sweepMonth(context, addMonths(now, -back), asOf, delivery);
};

const sweepMonth = async (
  context: CloseMonthContext,
  month: string,
  asOf: Instant,
  delivery: string,
): Promise<void> => {
  const { table, work, telemetry, clock } = context;
  const name = { month, asOf, preview: false, sweep: true };
  const since = await lastLook(context, name);
  if (since === undefined) return;
  if (since.last.asOf === asOf) return finishPlanned(context, since, delivery);
  const { closing } = since;
  const { basis, recordsAsOf = closing.asOf } = closing;
  const run: Run = { ...name, by: 'sweep', startedAt: clock(), recordsAsOf, basis };
  if (isNobody(await concerned(context, since, run))) return;
  const { stored } = await startRun(table, run);
  // A run that was started meanwhile is seen now; one that is started from now on sees this one, and goes by what this one knows.
  const { components, own, others } = await concerned(context, (await lastLook(context, name)) ?? since, run);
  telemetry.note('sweep started', { run: runId(run), components, customers: own.length });
  const listed: readonly Listed[] = [
    { customers: inTurn(own) },
    ...(components.length === 0 ? [] : [{ customers: without(others, new Set(own)), using: components }]),
  ];
  let chunks = 0;
  for await (const batch of batchesOf(stored, listed)) {
    await sendBatches(work, batch);
    chunks += batch.length;
  }
  const progress = await recordPlan(table, stored, { chunks, attention: [] });
  await announceCompletedRun(context, stored, progress, delivery);
};

/** A sweep whose process died after its plan was written may have been the last that had to see that all is done. */
const finishPlanned = async (context: CloseMonthContext, { last, plan }: LastLook, delivery: string): Promise<void> =>
  announceCompletedRun(context, last, await recordPlan(context.table, last, plan), delivery);

type LastLook = {
  readonly closing: Run;
  /** The last run that was planned, the closing or a sweep since. */
  readonly last: Run;
  readonly plan: RunPlan;
  /** Sweeps since that never were: some of their chunks may have been sent, and assessed. */
  readonly unplanned: readonly Run[];
};

/**
 * What looked at a month before a sweep. Undefined where the sweep has nothing to do: the month's newest closing is not planned, or was
 * only tried out before the month had ended and is still to come, or knows more, or a later sweep has looked.
 */
const lastLook = async (
  { table, deployment }: CloseMonthContext,
  { month, asOf }: RunName,
): Promise<LastLook | undefined> => {
  const closing = await newestClosing(table, month);
  if (closing === undefined || closing.asOf > asOf || !isAfterItsMonth(closing, deployment.config.closing))
    return undefined;
  const planned = await findPlan(table, closing);
  if (planned === undefined) return undefined;
  const unplanned: Run[] = [];
  for await (const sweep of runsNewestFirst(table, { month, preview: false, sweep: true })) {
    if (sweep.asOf <= closing.asOf) break;
    if (sweep.asOf > asOf) return undefined;
    const plan = await findPlan(table, sweep);
    if (plan !== undefined) return { closing, last: sweep, plan, unplanned };
    unplanned.push(sweep);
  }
  return { closing, last: closing, plan: planned, unplanned };
};

type Concerned = {
  readonly components: readonly string[];
  /** The customers of whom something was recorded, and all that can earn a credit: of those, whoever uses the components. */
  readonly own: readonly string[];
  readonly others: AsyncIterable<string>;
};

const isNobody = ({ components, own }: Concerned): boolean => components.length === 0 && own.length === 0;

/**
 * Whom that concerns which was recorded after the last run's `asOf`, and what a sweep that was never planned knew and is so no more; all by
 * the terms of the closing.
 */
const concerned = async (
  context: CloseMonthContext,
  { closing, last, unplanned }: LastLook,
  run: Run,
): Promise<Concerned> => {
  const { table, deployment, monthOf } = context;
  const { month, asOf } = run;
  const agreements = snapshotOf(closing) ?? deployment.config;
  const differing = new Set<string>();
  const months: Month[] = [];
  for (const policy of Object.keys(agreements.policies)) {
    const after = await monthOf({ ...closedMonthInputs(closing, run), policy });
    months.push(after);
    for (const earlier of [last, ...unplanned]) {
      const before = await monthOf({ ...closedMonthInputs(closing, earlier), policy });
      for (const component of changedComponents(before, after)) differing.add(component);
      months.push(before);
    }
  }
  const received = relevantNoticeRange(months, asOf);
  const wanted = { month, since: last.asOf, until: asOf, received, before: relevantUntil(months) };
  const policies = policiesWithoutNotice(deployment.config, agreements);
  return {
    components: [...differing].toSorted(),
    own: await changedCustomers(table, wanted),
    others: creditCandidates(table, { month, asOf, received, policies }),
  };
};

async function* inTurn(customers: readonly string[]): AsyncGenerator<string> {
  yield* customers;
}

async function* without(customers: AsyncIterable<string>, others: ReadonlySet<string>): AsyncGenerator<string> {
  for await (const customer of customers) if (!others.has(customer)) yield customer;
}
