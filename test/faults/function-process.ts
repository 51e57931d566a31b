import type { APIGatewayProxyEventV2, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { LambdaEvent } from 'hono/aws-lambda';
import { assessCustomers } from '../../functions/assess-customers/assess-customers.ts';
import { closeMonth } from '../../functions/close-month/close-month.ts';
import { ingestCloudWatch } from '../../functions/ingest-cloudwatch/ingest-cloudwatch.ts';
import { ingestTwilio } from '../../functions/ingest-twilio/ingest-twilio.ts';
import { pollTwilio } from '../../functions/poll-twilio/poll-twilio.ts';
import { monitorSources } from '../../functions/reconcile-alarms/monitor-sources.ts';
import { apiHandler } from '../../shared/api/app.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import { SECRET } from '../../local/emulator/local-pipeline.ts';
import { monthReader } from '../../shared/closing/load-month.ts';
import type { Config } from '../../shared/config/config.ts';
import { restrictTable } from './restrict-table.ts';
import type { SiteConnection } from './simulation-site.ts';
import { aDeployment } from '../support/builders/product-config.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';

/** One process of a function. Its caches are lost with it. */
export type FunctionProcess = {
  readonly sqs: (event: SQSEvent) => Promise<SQSBatchResponse | void>;
  readonly records: (event: LambdaEvent) => Promise<{ readonly statusCode: number; readonly body: string }>;
  readonly webhook: (event: APIGatewayProxyEventV2) => Promise<{ readonly statusCode: number; readonly body: string }>;
  /** A scheduled run. It fails if it could not read everything, so that the harness runs it again. */
  readonly run: () => Promise<void>;
};

const nowhere = (): never => {
  throw new Error('this function does not accept such an event');
};

/** Starts a process of a function as its module does when Lambda loads it. */
export const startFunctionProcess = (
  fn: string,
  { table, queue, statements, cloudWatch, page }: SiteConnection,
  config: Config,
  clock: () => number,
  telemetry: Telemetry,
): FunctionProcess => {
  restrictTable(table, fn);
  const deployment = aDeployment(config);
  const common = { table, deployment, telemetry, clock, monthOf: monthReader(table, deployment) };
  const none = { sqs: nowhere, records: nowhere, webhook: nowhere, run: nowhere };
  switch (fn) {
    case 'ingest-cloudwatch':
      return {
        ...none,
        sqs: ingestCloudWatch({ ...common, deadLetters: queue('intake-refused'), sources: config, own: deployment }),
      };
    case 'close-month':
      return { ...none, sqs: closeMonth({ ...common, work: queue('work.fifo'), readings: true }) };
    case 'assess-customers':
      return {
        ...none,
        sqs: assessCustomers({ ...common, billing: queue('billing.fifo'), statements, render: renderStatement }),
      };
    case 'records':
      return { ...none, records: apiHandler({ ...common, closing: queue('closing') }) };
    case 'ingest-twilio': {
      const take = ingestTwilio({
        ...common,
        deadLetters: queue('webhook-refused'),
        sources: config,
        secrets: async () => [SECRET],
      });
      return {
        ...none,
        webhook: async (event) => {
          const answer = await take(event);
          return typeof answer === 'string'
            ? { statusCode: 200, body: answer }
            : { statusCode: answer.statusCode ?? 200, body: answer.body ?? '' };
        },
      };
    }
    case 'poll-twilio': {
      let unread = 0;
      const poll = pollTwilio({
        ...common,
        deadLetters: queue('webhook-refused'),
        sources: { ...config, providers: { twilio: { statusPage: page } } },
        telemetry: { ...telemetry, count: (what) => (unread += what === 'PollsFailed' ? 1 : 0) },
        timeoutMs: 10_000,
        pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      });
      return {
        ...none,
        run: async () => {
          unread = 0;
          await poll();
          if (unread > 0) throw new Error('the status page could not be read completely');
        },
      };
    }
    case 'reconcile-alarms':
      return {
        ...none,
        run: monitorSources({ ...common, ...config, config, cloudWatch, sources: config, own: deployment }),
      };
    default:
      throw new Error(`There is no function ${fn}`);
  }
};
