import { DAY_MS } from '../../shared/lib/time-units.ts';
import { listProposals } from '../../shared/persistence/approval-log.ts';
import type { CommonContext } from './context.ts';

/** Proposals older than this count no more: their month was closed long ago. */
const WATCHED_MS = 92 * DAY_MS;
const PATIENCE_MS = 2 * DAY_MS;

/** Reports the credits that have waited for approval for two days. A proposal that was replaced or decided counts no more. */
export const reportWaitingApprovals = async ({ table, telemetry, clock }: CommonContext): Promise<void> => {
  const now = clock();
  const waiting = await listProposals(table, now - WATCHED_MS, now - PATIENCE_MS);
  telemetry.count('ApprovalsWaiting', waiting.length);
};
