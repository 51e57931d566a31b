import { statusPagesOf } from '../../shared/config/sources.ts';
import type { PollTwilioContext } from './context.ts';
import { pagePoller } from './page-poller.ts';

/**
 * Returns a poller of all configured status pages. Pages are polled independently.
 * A failed poll is counted and logged, and the next poll is due after five minutes.
 */
export const pollTwilio = (context: PollTwilioContext): (() => Promise<void>) => {
  const { sources, telemetry } = context;
  const pages = statusPagesOf(sources).map(({ provider, statusPage }) => ({
    provider,
    poll: pagePoller(context, provider, statusPage),
  }));
  return async () => {
    await Promise.all(
      pages.map(async ({ provider, poll }) => {
        const failures = await poll();
        for (const reason of failures) telemetry.note('status page could not be read', { provider, reason });
        telemetry.count(failures.length === 0 ? 'PollsSucceeded' : 'PollsFailed', 1, { page: provider });
      }),
    );
  };
};
