import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';
import { pollTwilio } from '../../functions/poll-twilio/poll-twilio.ts';
import { monitorSources } from '../../functions/reconcile-alarms/monitor-sources.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import { type Pipeline, startPipeline } from '../../local/emulator/local-pipeline.ts';
import { ENV } from '../../shared/config/environment.ts';
import { type ExternalServices, startExternalServices } from '../faults/external-services.ts';
import { aConfig, OWN_ACCOUNT } from '../support/builders/product-config.ts';

/**
 * All handlers in this process, each one process for the whole year, like a function that never stops. The emulators
 * run in another process.
 */
export type SoakPipeline = {
  readonly pipeline: Pipeline;
  readonly outside: ExternalServices;
  readonly setClock: (now: number) => void;
  readonly poll: () => Promise<void>;
  readonly reconcile: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Throws when a poll or a handler fails, since nobody reads the log. */
const telemetry: Telemetry = {
  count(what, times = 1) {
    if (what === 'PollsFailed' && times > 0) throw new Error('a poll failed');
  },
  rejected() {},
  note(message) {
    if (message === 'a handler failed' || message === 'a call failed') throw new Error(message);
  },
};

export const startSoakPipeline = async (): Promise<SoakPipeline> => {
  const child: ChildProcess = fork(join(import.meta.dirname, 'soak-emulators.ts'), { execArgv: [] });
  const [said] = await once(child, 'message');
  const urls = z.parse(z.object({ dynamo: z.string(), messages: z.string() }), said);
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  };
  let now = 0;
  const clock = () => now;
  const config = aConfig();
  const pipeline = await startPipeline({ config, clock, telemetry, own: OWN_ACCOUNT, emulators: { ...urls, stop } });
  const outside = await startExternalServices();
  const { table, sqs, setting } = pipeline.account;
  const common = { table, telemetry, clock };
  const clients = new Map<string, CloudWatchClient>();
  return {
    pipeline,
    outside,
    setClock: (instant) => {
      now = instant;
    },
    poll: pollTwilio({
      ...common,
      deadLetters: { sqs, url: setting('ingest-twilio', ENV.invalidWebhooksUrl) },
      sources: { ...config, providers: { twilio: { statusPage: { id: outside.page.id, url: outside.page.url } } } },
      timeoutMs: 10_000,
      pause: async () => {},
    }),
    reconcile: monitorSources({
      ...common,
      closing: config.closing,
      config,
      sources: config,
      own: pipeline.deployment,
      cloudWatch: (region) => {
        const client = clients.get(region) ?? outside.cloud.client(region);
        clients.set(region, client);
        return client;
      },
    }),
    stop: async () => {
      await outside.stop();
      await pipeline.stop();
    },
  };
};
