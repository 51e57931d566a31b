import type { MailAccountContext, OverdueContext, ProviderClaimsContext, ReconcileContext } from './context.ts';
import { reconcileAlarms } from './reconcile-alarms.ts';
import { reportDueClaims } from './report-due-claims.ts';
import { reportMailSandbox } from './report-mail-sandbox.ts';
import { reportOverdueMonth } from './report-overdue-month.ts';
import { reportWaitingApprovals } from './report-waiting-approvals.ts';
import { reportWaitingMessages } from './report-waiting-messages.ts';

/**
 * Returns the scheduled work: it reports an overdue month, waiting messages, waiting credits, due claims and an account without mail.
 * Then it reconciles the alarms, even if a report failed.
 * The overdue check runs here because its alarm must fire when `close-month` does not run at all.
 */
export const monitorSources =
  (context: ReconcileContext & OverdueContext & ProviderClaimsContext & MailAccountContext): (() => Promise<void>) =>
  async () => {
    try {
      await reportOverdueMonth(context);
      await reportWaitingMessages(context);
      await reportWaitingApprovals(context);
      await reportDueClaims(context);
      await reportMailSandbox(context);
    } finally {
      await reconcileAlarms(context);
    }
  };
