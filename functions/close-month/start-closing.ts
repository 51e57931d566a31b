import { alarmWarnings } from '../../shared/closing/alarm-warnings.ts';
import { sourceWarnings } from '../../shared/closing/source-warnings.ts';
import { announceCompletedRun } from '../../shared/closing/complete-run.ts';
import type { Deployment } from '../../shared/closing/load-month.ts';
import { batchMessages } from '../../shared/closing/plan-run.ts';
import { monthsOf } from '../../shared/closing/select-customers.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import {
  snapshotOf,
  currentSnapshot,
  keptSnapshot,
  runInputs,
  writeSnapshot,
} from '../../shared/closing/config-snapshot.ts';
import type { Basis } from '../../shared/domain/policy/basis.ts';
import type { ClosingOrder } from '../../shared/messaging/closing-order.ts';
import { sendBatches } from '../../shared/messaging/customer-batch.ts';
import { isAfterItsMonth, monthClosedAt } from '../../shared/config/schedule.ts';
import type { ReviewItem } from '../../shared/persistence/run-results.ts';
import { closingBefore, recordPlan, type Run, runId, startRun } from '../../shared/persistence/run-store.ts';
import type { CloseMonthContext } from './handler.ts';
import { customersToAssess } from './customers-to-assess.ts';

type OrderToClose = Exclude<ClosingOrder, { kind: 'sweep' }>;

/**
 * Starts a closing (step 1): fixes `asOf`, writes the run, finds whom to assess, puts chunks of them onto the work queue, and writes
 * down how many. The same order again plans the same run again, and changes nothing.
 */
export const startClosing = async (
  context: CloseMonthContext,
  order: OrderToClose,
  delivery: string,
): Promise<void> => {
  const { table, work, deployment, telemetry, clock } = context;
  const ordered = runOf(order, deployment.config.closing.timeZone, clock());
  const before = await closingBefore(table, ordered.month, ordered.asOf);
  const { basis, attention } = basisFor(deployment, ordered, before);
  const { stored: run } = await startRun(table, { ...ordered, basis: writeSnapshot(basis) });
  telemetry.note('closing started', { run: runId(run) });
  const months = await monthsOf(context, runInputs(run));
  const wanted = await customersToAssess(context, run, months);
  let chunks = 0;
  for await (const batch of batchMessages(table, run, wanted)) {
    await sendBatches(work, batch);
    chunks += batch.length;
  }
  const [first] = months;
  const evidence =
    first === undefined
      ? []
      : [...alarmWarnings(first), ...(await sourceWarnings(table, first, context.readings ?? false))];
  const progress = await recordPlan(table, run, { chunks, attention: [...attention, ...evidence] });
  await announceCompletedRun(context, run, progress, delivery);
};

/** The run that an order asks for: the schedule's closes the month before the one in which it fired, as of that instant. */
const runOf = (order: OrderToClose, zone: string, now: Instant): Run => {
  if (order.kind === 'requested') {
    const { month, asOf, preview, policies, reason, by, startedAt } = order;
    return { month, asOf, preview, policies, reason, by, startedAt };
  }
  return {
    month: monthClosedAt(zone, order.scheduledTime),
    asOf: order.scheduledTime,
    preview: false,
    by: 'schedule',
    startedAt: now,
  };
};

/**
 * What a run judges by: for a month that was closed before, what it was closed with, unless the order says `current`; else the
 * configuration of now. A policy that cannot be resolved blocks its own customers, and is listed.
 */
const basisFor = (
  deployment: Deployment,
  { month, policies }: Run,
  closed: Run | undefined,
): { readonly basis: Basis; readonly attention: readonly ReviewItem[] } => {
  const { basis: now, unusable } = currentSnapshot(deployment, month);
  const isKept = policies !== 'current' && closed !== undefined && isAfterItsMonth(closed, deployment.config.closing);
  const then = isKept ? snapshotOf(closed) : undefined;
  const basis = then === undefined ? now : keptSnapshot(then, now);
  return { basis, attention: unusable.filter(({ subject }) => !Object.hasOwn(basis.policies, subject)) };
};
