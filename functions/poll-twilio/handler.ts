import { SQSClient } from '@aws-sdk/client-sqs';
import { loadSources } from '../../shared/config/sources.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../sla.config.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import type { StatuspageContext } from '../../shared/ingest/ingest-statuspage.ts';
import { lambdaTelemetry } from '../lambda/telemetry.ts';
import type { FetchContext } from './fetch-document.ts';
import { pagePoller } from './poll-page.ts';

export type PollTwilioContext = StatuspageContext & FetchContext & { readonly refused: Queue };

/**
 * Reads the status page of every configured provider. A page that cannot be read holds up no other: it is counted and logged,
 * and read again in five minutes; that one stays silent for half an hour is an alarm.
 */
export const pollTwilio = (context: PollTwilioContext): (() => Promise<void>) => {
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

export const handler = lazyHandler(() =>
  pollTwilio({
    table: openTable(setting(ENV.table)),
    refused: { sqs: new SQSClient(AWS_RETRIES), url: setting(ENV.webhookRefusedUrl) },
    sources: loadSources({ providers: slaConfig.providers, components: slaConfig.components }),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
    timeoutMs: TIMEOUT_MS,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }),
);
