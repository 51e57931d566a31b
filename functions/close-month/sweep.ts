import { basisOf, questionOf } from '../../shared/closing/basis.ts';
import { componentsThatDiffer, lastThatMatters } from '../../shared/closing/late.ts';
import { batchesOf, type Listed, noticesThatMatter, policiesWithoutNotice } from '../../shared/closing/plan.ts';
import { addMonths, localDate } from '../../shared/domain/calendar.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import type { Month } from '../../shared/domain/month.ts';
import { SWEPT_MONTHS } from '../../shared/schedule.ts';
import { sendChunks } from '../../shared/queues/work.ts';
import { candidates } from '../../shared/store/candidates.ts';
import { customersChanged } from '../../shared/store/changes.ts';
import { concurrently } from '../../shared/store/concurrently.ts';
import { findPlan, newestRuns, planRun, type Run, runId, startRun } from '../../shared/store/runs.ts';
import { shards } from '../../shared/store/shards.ts';
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
  if (since === undefined || since.last.asOf >= asOf) return;
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
  const { components, lists, count } = await concerned(context, since.last, run);
  if (components.length === 0 && count === 0) return;
  const { standing } = await startRun(table, run);
  telemetry.note('sweep started', { run: runId(run), components, customers: count });
  let chunks = 0;
  for await (const batch of batchesOf(standing, (shard) => lists.get(shard) ?? [])) {
    await sendChunks(work, batch);
    chunks += batch.length;
  }
  const progress = await planRun(table, standing, { chunks, attention: [] });
  await announceIfComplete(context, standing, progress, delivery);
};

/** The last closing of a month that has been planned, and the last run, which may be a sweep since; undefined if there is none. */
const lastLook = async ({ table }: CloseMonth, month: string): Promise<{ closing: Run; last: Run } | undefined> => {
  const { closing, newest } = await newestRuns(table, month);
  if (closing === undefined || (await findPlan(table, closing)) === undefined) return undefined;
  const isPlanned = newest !== undefined && (await findPlan(table, newest)) !== undefined;
  return { closing, last: isPlanned ? newest : closing };
};

type Concerned = {
  readonly components: readonly string[];
  readonly lists: ReadonlyMap<string, readonly Listed[]>;
  readonly count: number;
};

/** Whom that concerns which was recorded after the last run's `asOf`, by shard. */
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
  const using = [...differing].toSorted();
  const received = noticesThatMatter(months, asOf);
  const wanted = { month, since: last.asOf, until: asOf, received, before: lastThatMatters(months) };
  const policies = policiesWithoutNotice({
    ...agreements,
    policies: { ...deployment.config.policies, ...agreements.policies },
  });
  let count = 0;
  const lists = await concurrently(4, shards, async (shard): Promise<[string, Listed[]]> => {
    const own = await customersChanged(table, { shard, ...wanted });
    count += own.length;
    const others = candidates(table, { shard, month, asOf, received, policies });
    return [
      shard,
      [
        { customers: inTurn(own) },
        ...(using.length === 0 ? [] : [{ customers: without(others, new Set(own)), using }]),
      ],
    ];
  });
  return { components: using, lists: new Map(lists), count };
};

async function* inTurn(customers: readonly string[]): AsyncGenerator<string> {
  yield* customers;
}

async function* without(customers: AsyncIterable<string>, others: ReadonlySet<string>): AsyncGenerator<string> {
  for await (const customer of customers) if (!others.has(customer)) yield customer;
}
