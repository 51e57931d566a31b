import { evidenceToReview } from '../../shared/closing/evidence.ts';
import { findingsToReview } from '../../shared/closing/review.ts';
import { announceIfComplete } from '../announce.ts';
import type { Deployment } from '../../shared/closing/months.ts';
import { chunkBatches } from '../../shared/closing/plan.ts';
import { monthsOf } from '../../shared/closing/whom.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { basisOf, currentBasis, keptBasis, questionOf, writeBasis } from '../../shared/closing/basis.ts';
import type { Basis } from '../../shared/domain/basis.ts';
import type { ClosingOrder } from '../../shared/queues/closing.ts';
import { sendChunks } from '../../shared/queues/work.ts';
import { isAfterItsMonth, monthClosedAt } from '../../shared/schedule.ts';
import type { Attention } from '../../shared/store/run-results.ts';
import { closingBefore, planRun, type Run, runId, startRun } from '../../shared/store/runs.ts';
import type { CloseMonth } from './handler.ts';
import { whomToAssess } from './whom-to-assess.ts';

type OrderToClose = Exclude<ClosingOrder, { kind: 'sweep' }>;

/**
 * Starts a closing (step 1): fixes `asOf`, writes the run, finds whom to assess, puts chunks of them onto the work queue, and writes
 * down how many. The same order again plans the same run again, and changes nothing.
 */
export const startClosing = async (context: CloseMonth, order: OrderToClose, delivery: string): Promise<void> => {
  const { table, work, deployment, telemetry, clock } = context;
  const ordered = runOf(order, deployment.config.closing.timeZone, clock());
  const before = await closingBefore(table, ordered.month, ordered.asOf);
  const { basis, attention } = basisFor(deployment, ordered, before);
  const { standing: run } = await startRun(table, { ...ordered, basis: writeBasis(basis) });
  telemetry.note('closing started', { run: runId(run) });
  const months = await monthsOf(context, questionOf(run));
  const wanted = await whomToAssess(context, run, months);
  let chunks = 0;
  for await (const batch of chunkBatches(table, run, wanted)) {
    await sendChunks(work, batch);
    chunks += batch.length;
  }
  const [first] = months;
  const evidence =
    first === undefined
      ? []
      : [...evidenceToReview(first), ...(await findingsToReview(table, first, context.readings ?? false))];
  const progress = await planRun(table, run, { chunks, attention: [...attention, ...evidence] });
  await announceIfComplete(context, run, progress, delivery);
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
): { readonly basis: Basis; readonly attention: readonly Attention[] } => {
  const { basis: now, unusable } = currentBasis(deployment, month);
  const isKept = policies !== 'current' && closed !== undefined && isAfterItsMonth(closed, deployment.config.closing);
  const then = isKept ? basisOf(closed) : undefined;
  const basis = then === undefined ? now : keptBasis(then, now);
  return { basis, attention: unusable.filter(({ subject }) => !Object.hasOwn(basis.policies, subject)) };
};
