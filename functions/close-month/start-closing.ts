import { completeRun } from '../../shared/closing/complete-run.ts';
import {
  currentSnapshot,
  keptSnapshot,
  runInputs,
  snapshotOf,
  writeSnapshot,
} from '../../shared/closing/config-snapshot.ts';
import {
  comparedRuns,
  configurationChanges,
  formerPolicies,
  removedComponents,
} from '../../shared/closing/configuration-changes.ts';
import { identityReviewItems } from '../../shared/closing/identity-review-items.ts';
import type { Deployment } from '../../shared/closing/load-month.ts';
import { type CustomerList, planBatches } from '../../shared/closing/plan-batches.ts';
import { monthsOf, policiesOfCustomers, selectCustomers } from '../../shared/closing/select-customers.ts';
import { sharedMaintenanceItems } from '../../shared/closing/maintenance-review-items.ts';
import { alarmWarnings, sourceWarnings } from '../../shared/closing/source-warnings.ts';
import { coversWholeMonth, monthClosedAt } from '../../shared/config/schedule.ts';
import type { ConfigurationSnapshot } from '../../shared/domain/month/configuration-snapshot.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { withoutSorted } from '../../shared/lib/merge-sorted.ts';
import type { ClosingOrder } from '../../shared/messaging/closing-order.ts';
import { sendBatches } from '../../shared/messaging/customer-batch.ts';
import { type CandidateCriteria, creditCandidates } from '../../shared/persistence/customer-lists.ts';
import type { ReviewItem } from '../../shared/persistence/run-results.ts';
import { closingBefore, recordPlan, type Run, runId, startRun } from '../../shared/persistence/run-store.ts';
import type { CloseMonthContext } from './context.ts';

type CloseOrder = Extract<ClosingOrder, { kind: 'scheduled' | 'requested' }>;

/**
 * Starts a close. A repeated order plans the same run again, and changes nothing.
 *
 * Order: run, then batches to the work queue, then the plan with their number.
 */
export const startClosing = async (context: CloseMonthContext, order: CloseOrder, delivery: string): Promise<void> => {
  const { table, work, deployment, telemetry, clock } = context;
  const ordered = runOf(order, deployment.config.closing.timeZone, clock());
  const before = await closingBefore(table, ordered.month, ordered.asOf);
  const compared = await comparedRuns(table, ordered.month, ordered.policies === 'current' ? before : undefined);
  const { basis: ownBasis, attention } = snapshotFor(deployment, ordered, before);
  const former = formerPolicies(compared, ownBasis, deployment.config.policies);
  const ownSnapshot = { ...ownBasis, formerPolicies: former.length === 0 ? undefined : former };
  const { stored: run } = await startRun(table, { ...ordered, basis: writeSnapshot(ownSnapshot) });
  telemetry.note('closing started', { run: runId(run) });
  // A repeated order keeps the snapshot of the stored run.
  const snapshot = snapshotOf(run) ?? ownSnapshot;
  const months = await monthsOf(context, runInputs(run));
  const criteria = { month: run.month, ...(await selectCustomers(context, run, months)) };
  let chunks = 0;
  const lists = customerLists(context, criteria, snapshot, removedComponents(compared, snapshot));
  for await (const messages of planBatches(run, lists)) {
    await sendBatches(work, messages);
    chunks += messages.length;
  }
  const [first] = months;
  const warnings =
    first === undefined
      ? []
      : [
          ...alarmWarnings(first),
          ...(await sourceWarnings(table, first, context.readings ?? false)),
          ...sharedMaintenanceItems(first),
        ];
  const found = [
    ...(await configurationChanges(table, run, compared, snapshot)),
    ...warnings,
    ...(await identityReviewItems(table, run.asOf)),
  ];
  const progress = await recordPlan(table, run, { chunks, attention: [...attention, ...found] });
  await completeRun(context, run, progress, delivery);
};

/**
 * Returns the customers that may have a credit, and all others that use a removed component. The others could have none,
 * but their records are wrong, and they are listed as blocked.
 */
const customerLists = (
  { table, deployment }: CloseMonthContext,
  criteria: CandidateCriteria,
  snapshot: ConfigurationSnapshot,
  removed: readonly string[],
): CustomerList[] => {
  const candidates = () => creditCandidates(table, criteria);
  if (removed.length === 0) return [{ customers: candidates() }];
  const all = creditCandidates(table, { ...criteria, policies: policiesOfCustomers(deployment.config, snapshot) });
  return [{ customers: candidates() }, { customers: withoutSorted(all, candidates()), using: removed }];
};

/** Returns the run that an order requests. The schedule closes the month before its own instant, as of that instant. */
const runOf = (order: CloseOrder, zone: string, now: Instant): Run => {
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
 * Returns a run's configuration snapshot. A closed month keeps its original one, unless the order requests `current`.
 * A policy that cannot be resolved blocks its own customers, and is a review item.
 */
const snapshotFor = (
  deployment: Deployment,
  { month, policies }: Run,
  closed: Run | undefined,
): { readonly basis: ConfigurationSnapshot; readonly attention: readonly ReviewItem[] } => {
  const { basis: current, unusable } = currentSnapshot(deployment, month);
  const isKept = policies !== 'current' && closed !== undefined && coversWholeMonth(closed, deployment.config.closing);
  const original = isKept ? snapshotOf(closed) : undefined;
  const basis = original === undefined ? current : keptSnapshot(original, current);
  return { basis, attention: unusable.filter(({ subject }) => !Object.hasOwn(basis.policies, subject)) };
};
