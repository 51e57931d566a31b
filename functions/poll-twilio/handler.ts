import { SQSClient } from '@aws-sdk/client-sqs';
import { loadSources } from '../../shared/config-sources.ts';
import { ENV, setting } from '../../shared/environment.ts';
import { PATIENCE } from '../../shared/patience.ts';
import type { Queue } from '../../shared/queues/send.ts';
import { openTable } from '../../shared/store/table.ts';
import slaConfig from '../../sla.config.ts';
import { whenStarted } from '../start.ts';
import type { TakingUpdates } from '../take-updates.ts';
import { lambdaTelemetry } from '../telemetry.ts';
import type { Fetching } from './fetch-document.ts';
import { pagePoller } from './poll-page.ts';

export type PollTwilio = TakingUpdates & Fetching & { readonly refused: Queue };

/**
 * Reads the status page of every configured provider. A page that cannot be read holds up no other: it is counted and logged,
 * and read again in five minutes; that one stays silent for half an hour is an alarm.
 */
export const pollTwilio = (context: PollTwilio): (() => Promise<void>) => {
  const { sources, telemetry } = context;
  const pages = Object.entries(sources.providers).map(([provider, { statusPage }]) => ({
    provider,
    poll: pagePoller(context, provider, statusPage),
  }));
  return async () => {
    await Promise.all(
      pages.map(async ({ provider, poll }) => {
        const failures = await poll();
        for (const reason of failures) telemetry.note('a status page could not be read', { provider, reason });
        telemetry.count(failures.length === 0 ? 'PollsSucceeded' : 'PollsFailed', 1, { page: provider });
      }),
    );
  };
};

/** The longest that one try of one document may take: a page that needs longer is as good as silent. */
const TIMEOUT_MS = 10_000;

export const handler = whenStarted(() =>
  pollTwilio({
    table: openTable(setting(ENV.table)),
    refused: { sqs: new SQSClient(PATIENCE), url: setting(ENV.webhookRefusedUrl) },
    sources: loadSources({ providers: slaConfig.providers, components: slaConfig.components }),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
    timeoutMs: TIMEOUT_MS,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }),
);
