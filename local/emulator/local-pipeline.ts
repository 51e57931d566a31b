import { ChangeMessageVisibilityCommand, DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { assessCustomers } from '../../functions/assess-customers/assess-customers.ts';
import { closeMonth } from '../../functions/close-month/close-month.ts';
import { showConsole } from '../../functions/console/handler.ts';
import { ingestCloudWatch } from '../../functions/ingest-cloudwatch/ingest-cloudwatch.ts';
import { ingestTwilio } from '../../functions/ingest-twilio/ingest-twilio.ts';
import { apiHandler } from '../../shared/api/app.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import { synthesise } from '../../infra/synthesise.ts';
import { type Deployment, monthReader } from '../../shared/closing/load-month.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { ENV } from '../../shared/config/environment.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import { type EmulatedStack, type LocalQueue, startEmulatedStack } from './emulated-stack.ts';
import { type Emulators, REGION } from './start-emulators.ts';
import { sqsEvent } from './sqs-event.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';

/** The last segment of the local webhook's URL. */
export const SECRET = 'local-secret';

export type Pipeline = {
  readonly account: EmulatedStack;
  readonly deployment: Deployment;
  readonly intake: Queue;
  readonly closing: Queue;
  readonly billing: Queue;
  readonly ingestTwilio: ReturnType<typeof ingestTwilio>;
  readonly records: ReturnType<typeof apiHandler>;
  readonly console: ReturnType<typeof showConsole>;
  /** Lets the queues' messages through their functions until none is left. */
  readonly run: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type PipelineOptions = {
  readonly config: Config;
  /** The clock of all handlers. */
  readonly clock: () => Instant;
  readonly telemetry: Telemetry;
  /**
   * The stack's own account and region: alarms that are configured by name belong to them.
   * @default the local account and region
   */
  readonly own?: { readonly account: string; readonly region: string } | undefined;
  readonly stage?: string;
  /** @default some that are started in this process */
  readonly emulators?: Emulators;
};

/** Starts the whole pipeline in this process: the template's table, queues and bucket, and the handlers that run in Lambda. */
export const startPipeline = async ({
  config,
  clock,
  telemetry,
  own,
  stage = 'local',
  emulators,
}: PipelineOptions): Promise<Pipeline> => {
  const account = await startEmulatedStack(synthesise(config, stage), emulators);
  const { table, sqs, statements, setting } = account;
  const deployment: Deployment = { config, stage, ...(own ?? { account: '000000000000', region: REGION }) };
  const queue = (fn: string, variable: string): Queue => ({ sqs, url: setting(fn, variable) });
  const common = { table, deployment, telemetry, clock, monthOf: monthReader(table, deployment) };
  const billing = queue('assess-customers', ENV.billingQueueUrl);
  const closing = queue('records', ENV.closingQueueUrl);
  const refused = queue('ingest-cloudwatch', ENV.invalidEventsUrl);

  const handlers: Readonly<Record<string, (event: SQSEvent) => Promise<SQSBatchResponse | void>>> = {
    'ingest-cloudwatch': ingestCloudWatch({ ...common, deadLetters: refused, sources: config, own: deployment }),
    'close-month': closeMonth({ ...common, work: queue('close-month', ENV.workQueueUrl) }),
    'assess-customers': assessCustomers({ ...common, billing, statements, render: renderStatement }),
  };
  const fed = [...account.queues.values()].flatMap((local) => {
    const handler = local.feeds === undefined ? undefined : handlers[local.feeds.name];
    return handler === undefined ? [] : [{ ...local, handler, name: local.feeds?.name ?? '' }];
  });
  const intake = fed.find(({ name }) => name === 'ingest-cloudwatch');
  if (fed.length !== Object.keys(handlers).length || intake === undefined)
    throw new Error('A function has no queue, or a queue no function');

  return {
    account,
    deployment,
    intake: { sqs, url: intake.url },
    closing,
    billing,
    ingestTwilio: ingestTwilio({
      ...common,
      deadLetters: queue('ingest-twilio', ENV.invalidWebhooksUrl),
      sources: config,
      secrets: async () => [SECRET],
    }),
    records: apiHandler({ ...common, closing }),
    console: showConsole({ ...common, closing }),
    run: async () => {
      let moved = true;
      while (moved) {
        moved = false;
        for (const { handler, ...local } of fed) moved = (await turn(account, local, handler, telemetry)) || moved;
      }
    },
    stop: account.stop,
  };
};

/** Brings one batch of a queue's messages to its function, as Lambda does; what failed is back on the queue at once. */
const turn = async (
  { sqs }: EmulatedStack,
  { url, batchSize }: LocalQueue,
  handler: (event: SQSEvent) => Promise<SQSBatchResponse | void>,
  telemetry: Telemetry,
): Promise<boolean> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: batchSize, WaitTimeSeconds: 0 }),
  );
  if (Messages.length === 0) return false;
  const event = sqsEvent(Messages);
  const failed = await handler(event).then(
    (response) => new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
    (error: unknown) => {
      telemetry.note('a handler failed', { error: error instanceof Error ? error.message : String(error) });
      return new Set(event.Records.map(({ messageId }) => messageId));
    },
  );
  for (const { messageId, receiptHandle } of event.Records) {
    const receipt = { QueueUrl: url, ReceiptHandle: receiptHandle };
    if (failed.has(messageId)) await sqs.send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: 0 }));
    else await sqs.send(new DeleteMessageCommand(receipt));
  }
  return true;
};
