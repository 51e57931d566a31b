import { evidenceToReview } from '../../shared/closing/evidence.ts';
import { findingsToReview } from '../../shared/closing/review.ts';
import { announceIfComplete } from '../announce.ts';
import { chunkBatches, noticesThatMatter, policiesWithoutNotice } from '../../shared/closing/plan.ts';
import { addMonths, localDate } from '../../shared/domain/calendar.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import type { Month } from '../../shared/domain/month.ts';
import type { ClosingOrder } from '../../shared/queues/closing.ts';
import { sendChunks } from '../../shared/queues/work.ts';
import { Rejected } from '../../shared/rejected.ts';
import type { Attention } from '../../shared/store/run-results.ts';
import { planRun, type Run, runId, startRun } from '../../shared/store/runs.ts';
import type { CloseMonth } from './handler.ts';

/**
 * Starts a closing (step 1): fixes `asOf`, writes the run, finds whom to assess, puts chunks of them onto the work queue, and writes
 * down how many. The same order again plans the same run again, and changes nothing.
 */
export const startClosing = async (context: CloseMonth, order: ClosingOrder, delivery: string): Promise<void> => {
  const { table, work, deployment, telemetry, clock } = context;
  const { standing: run } = await startRun(table, runOf(order, deployment.config.closing.timeZone, clock()));
  telemetry.note('closing started', { run: runId(run) });
  const { months, attention } = await loadMonths(context, run);
  const wanted = {
    received: noticesThatMatter(months, run.asOf),
    policies: policiesWithoutNotice(deployment.config),
  };
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
const runOf = (order: ClosingOrder, zone: string, now: Instant): Run => {
  if (order.kind === 'requested') {
    const { month, asOf, preview, reason, by, startedAt } = order;
    return { month, asOf, preview, reason, by, startedAt };
  }
  const month = addMonths(localDate(zone, order.scheduledTime).slice(0, 7), -1);
  return { month, asOf: order.scheduledTime, preview: false, by: 'schedule', startedAt: now };
};

/** The month under every configured policy. One that cannot be resolved blocks its own customers, and is listed. */
const loadMonths = async (
  { deployment, monthOf }: CloseMonth,
  { month, asOf }: Run,
): Promise<{ readonly months: Month[]; readonly attention: Attention[] }> => {
  const months: Month[] = [];
  const attention: Attention[] = [];
  for (const policy of Object.keys(deployment.config.policies)) {
    try {
      months.push(await monthOf({ policy, month, asOf }));
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      attention.push({ kind: 'policy-unusable', subject: policy, note: error.message });
    }
  }
  return { months, attention };
};
