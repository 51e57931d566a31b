import { basisOf, questionOf } from '../../shared/closing/basis.ts';
import { componentsThatDiffer, lastThatMatters } from '../../shared/closing/late.ts';
import { batchesOf, type Listed, noticesThatMatter, policiesWithoutNotice } from '../../shared/closing/plan.ts';
import { addMonths, localDate } from '../../shared/domain/calendar.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import type { Month } from '../../shared/domain/month.ts';
import { isAfterItsMonth, SWEPT_MONTHS } from '../../shared/schedule.ts';
import { sendChunks } from '../../shared/queues/work.ts';
import { candidates } from '../../shared/store/candidates.ts';
import { customersChanged } from '../../shared/store/changes.ts';
import { findPlan, newestRuns, type Plan, planRun, type Run, runId, startRun } from '../../shared/store/runs.ts';
import { announceIfComplete } from '../announce.ts';
import type { CloseMonth } from './handler.ts';

/**
 * Looks at the last months that were closed for what was recorded since, and assesses again whom it concerns: whoever uses a component
 * whose downtime came out differently, and whoever something of their own was recorded of. A month that nothing concerns has no run.
 * The same order again finds the same, or the run that it made already.
 */
export const sweep = async (context: CloseMonth, asOf: Instant, delivery: string): Promise<void> => {
  const now = localDate(context.deployment.config.closing.timeZone, asOf).slice(0, 7);
  for (let back = 1; back <= SWEPT_MONTHS; back += 1) await sweepMonth(context, addMonths(now, -back), asOf, delivery);
};

const sweepMonth = async (context: CloseMonth, month: string, asOf: Instant, delivery: string): Promise<void> => {
  const { table, work, telemetry, clock } = context;
  const since = await lastLook(context, month);
  if (since === undefined || since.last.asOf > asOf) return;
  if (since.last.asOf === asOf) return finishPlanned(context, since, delivery);
  const { basis, recordsAsOf } = since.closing;
  const run: Run = {
    month,
    asOf,
    preview: false,
    sweep: true,
    by: 'sweep',
    startedAt: clock(),
    recordsAsOf: recordsAsOf ?? since.closing.asOf,
    basis,
  };
  const { components, own, others } = await concerned(context, since.last, run);
  if (components.length === 0 && own.length === 0) return;
  const { standing } = await startRun(table, run);
  telemetry.note('sweep started', { run: runId(run), components, customers: own.length });
  const listed: readonly Listed[] = [
    { customers: inTurn(own) },
    ...(components.length === 0 ? [] : [{ customers: without(others, new Set(own)), using: components }]),
  ];
  let chunks = 0;
  for await (const batch of batchesOf(standing, listed)) {
    await sendChunks(work, batch);
    chunks += batch.length;
  }
  const progress = await planRun(table, standing, { chunks, attention: [] });
  await announceIfComplete(context, standing, progress, delivery);
};

/** A sweep whose process died after its plan was written may have been the last that had to see that all is done. */
const finishPlanned = async (context: CloseMonth, { last, plan }: LastLook, delivery: string): Promise<void> =>
  announceIfComplete(context, last, await planRun(context.table, last, plan), delivery);

type LastLook = { readonly closing: Run; readonly last: Run; readonly plan: Plan };

/**
 * The last closing of a month that has been planned, and the last run, which may be a sweep since; undefined if there is none. A month that
 * was only tried out before it had ended is still to be closed.
 */
const lastLook = async ({ table, deployment }: CloseMonth, month: string): Promise<LastLook | undefined> => {
  const { closing, newest } = await newestRuns(table, month);
  if (closing === undefined || !isAfterItsMonth(closing, deployment.config.closing)) return undefined;
  const planned = await findPlan(table, closing);
  if (planned === undefined) return undefined;
  const plan = newest === undefined ? undefined : await findPlan(table, newest);
  return newest === undefined || plan === undefined
    ? { closing, last: closing, plan: planned }
    : { closing, last: newest, plan };
};

type Concerned = {
  readonly components: readonly string[];
  /** The customers of whom something was recorded, and all that can earn a credit: of those, whoever uses the components. */
  readonly own: readonly string[];
  readonly others: AsyncIterable<string>;
};

/** Whom that concerns which was recorded after the last run's `asOf`. */
const concerned = async (context: CloseMonth, last: Run, run: Run): Promise<Concerned> => {
  const { table, deployment, monthOf } = context;
  const { month, asOf } = run;
  const agreements = basisOf(run) ?? deployment.config;
  const differing = new Set<string>();
  const months: Month[] = [];
  for (const policy of Object.keys(agreements.policies)) {
    const before = await monthOf({ ...questionOf(last), policy });
    const after = await monthOf({ ...questionOf(run), policy });
    for (const component of componentsThatDiffer(before, after)) differing.add(component);
    months.push(before, after);
  }
  const received = noticesThatMatter(months, asOf);
  const wanted = { month, since: last.asOf, until: asOf, received, before: lastThatMatters(months) };
  const policies = policiesWithoutNotice(deployment.config, agreements);
  return {
    components: [...differing].toSorted(),
    own: await customersChanged(table, wanted),
    others: candidates(table, { month, asOf, received, policies }),
  };
};

async function* inTurn(customers: readonly string[]): AsyncGenerator<string> {
  yield* customers;
}

async function* without(customers: AsyncIterable<string>, others: ReadonlySet<string>): AsyncGenerator<string> {
  for await (const customer of customers) if (!others.has(customer)) yield customer;
}
