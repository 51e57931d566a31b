import { ChangeMessageVisibilityCommand, DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { assessCustomers } from '../../functions/assess-customers/assess-customers.ts';
import { closeMonth } from '../../functions/close-month/close-month.ts';
import { showConsole } from '../../functions/console/app.ts';
import { ingestCloudWatch } from '../../functions/ingest-cloudwatch/ingest-cloudwatch.ts';
import { ingestNotices } from '../../functions/ingest-notices/ingest-notices.ts';
import type { SignatureSecrets } from '../../functions/ingest-notices/has-valid-signature.ts';
import { ingestTwilio } from '../../functions/ingest-twilio/ingest-twilio.ts';
import { mailStatements } from '../../functions/mail-statements/mail-statements.ts';
import { recordMailEvents } from '../../functions/record-mail-events/record-mail-events.ts';
import { apiHandler } from '../../shared/api/app.ts';
import type { Telemetry } from '../../shared/config/telemetry-names.ts';
import { type AlarmPlace, ingestAlarmHistory } from '../../shared/ingest/ingest-alarm-history.ts';
import { ingestIncidents } from '../../shared/ingest/ingest-incidents.ts';
import { synthesise } from '../../infra/synthesise.ts';
import { type Deployment, monthReader } from '../../shared/closing/load-month.ts';
import { ingestMail } from '../../shared/ingest/ingest-mail.ts';
import type { DeliveryResult } from '../../shared/ingest/record-notice-message.ts';
import type { Config } from '../../shared/config/config.ts';
import { type NoticeDoors, sendsMail } from '../../shared/config/notice-doors.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { ENV } from '../../shared/config/environment.ts';
import type { SendResult } from '../../shared/mail/mail-sender.ts';
import type { OutgoingMail } from '../../shared/mail/outgoing-mail.ts';
import { sendReceipt } from '../../shared/mail/send-receipt.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import { type EmulatedStack, type LocalQueue, startEmulatedStack } from './emulated-stack.ts';
import { type Emulators, LOCAL_REGION } from './start-emulators.ts';
import { sqsEvent } from './sqs-event.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';

/** The secret in the local webhook's path, and the secret of local signatures. */
export const SECRET = 'local-secret';

/** Returns the local secret for each configured kind of signature. */
const localSignatureSecrets = (configured: NonNullable<NoticeDoors['webhook']>): SignatureSecrets => ({
  ...(configured.zendeskSecretArn === undefined ? {} : { zendesk: [SECRET] }),
  ...(configured.standardWebhooksSecretArn === undefined
    ? {}
    : { standardWebhooks: [Buffer.from(SECRET).toString('base64')] }),
});

export type Pipeline = {
  readonly account: EmulatedStack;
  readonly deployment: Deployment;
  readonly intake: Queue;
  readonly closing: Queue;
  readonly billing: Queue;
  readonly ingestTwilio: ReturnType<typeof ingestTwilio>;
  /** Records an answer of DescribeAlarmHistory. */
  readonly ingestAlarmHistory: (payload: unknown) => Promise<void>;
  /** Records a status page's incidents.json. */
  readonly ingestIncidents: (payload: unknown) => Promise<void>;
  readonly ingestNotices: ReturnType<typeof ingestNotices>;
  /** Receives posts without headers, whose signature was verified when they were recorded. */
  readonly ingestVerifiedNotices: ReturnType<typeof ingestNotices>;
  /** Receives a message with its bytes, as SES and the bucket deliver them. */
  readonly ingestMail: (event: unknown, raw: Uint8Array) => Promise<DeliveryResult>;
  /** The messages to customers in order. They leave this process only in tests of the sender. */
  readonly outbox: readonly OutgoingMail[];
  readonly records: ReturnType<typeof apiHandler>;
  readonly console: ReturnType<typeof showConsole>;
  /** Processes the queues until they are empty. */
  readonly run: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type PipelineOptions = {
  readonly config: Config;
  /** The clock of all handlers. */
  readonly clock: () => Instant;
  readonly telemetry: Telemetry;
  /**
   * The account and region of alarms that are configured by name.
   * @default account 000000000000, region us-east-1
   */
  readonly own?: AlarmPlace | undefined;
  /**
   * The account and region of alarms in a history.
   * @default those of configured names, and account 000000000000 of us-east-1 for other names
   */
  readonly historyOf?: AlarmPlace | undefined;
  readonly stage?: string;
  /** @default emulators in this process */
  readonly emulators?: Emulators;
};

/**
 * Starts the pipeline in this process: the template's table, queues and bucket in emulators, and the Lambda handlers.
 */
export const startPipeline = async ({
  config,
  clock,
  telemetry,
  own,
  historyOf,
  stage = 'local',
  emulators,
}: PipelineOptions): Promise<Pipeline> => {
  // A folder may contain posts of help desks without an entry point for them in its configuration.
  const notices = { ...config.notices, webhook: config.notices?.webhook ?? {} };
  const account = await startEmulatedStack(synthesise({ ...config, notices }, stage), emulators);
  const { table, sqs, statements, setting } = account;
  const deployment: Deployment = { config, stage, ...(own ?? { account: '000000000000', region: LOCAL_REGION }) };
  const queue = (fn: string, variable: string): Queue => ({ sqs, url: setting(fn, variable) });
  const common = { table, deployment, telemetry, clock, monthOf: monthReader(table, deployment) };
  const billing = queue('assess-customers', ENV.billingQueueUrl);
  const closing = queue('records', ENV.closingQueueUrl);
  const sends = { closing, ...(config.invoicing?.stripe === undefined ? {} : { billing }) };
  const refused = queue('ingest-cloudwatch', ENV.invalidEventsUrl);

  const noticeDoor = {
    ...common,
    deadLetters: queue('ingest-notices', ENV.invalidWebhooksUrl),
    secrets: async () => [SECRET],
  };

  const outbox: OutgoingMail[] = [];
  const keepMail = async (mail: OutgoingMail): Promise<SendResult> => ({
    kind: 'sent',
    messageId: `local-${outbox.push(mail)}`,
  });
  const { email } = notices;
  const hasStatementMail = notices.statements === true && email !== undefined;
  const statementMail = hasStatementMail ? queue('assess-customers', ENV.statementMailUrl) : undefined;
  const mailHandlers = sendsMail(notices) ? { 'record-mail-events': recordMailEvents(common) } : {};
  const statementHandlers = hasStatementMail
    ? {
        'mail-statements': mailStatements({
          ...common,
          config,
          notices: { email, templates: notices.templates },
          readPage: account.readObject,
          send: keepMail,
        }),
      }
    : {};

  const handlers: Readonly<Record<string, (event: SQSEvent) => Promise<SQSBatchResponse | void>>> = {
    'ingest-cloudwatch': ingestCloudWatch({ ...common, deadLetters: refused, sources: config, own: deployment }),
    'close-month': closeMonth({ ...common, work: queue('close-month', ENV.workQueueUrl) }),
    'assess-customers': assessCustomers({ ...common, billing, statementMail, statements, render: renderStatement }),
    ...mailHandlers,
    ...statementHandlers,
  };
  const consumers = [...account.queues.values()].flatMap((local) => {
    const handler = local.feeds === undefined ? undefined : handlers[local.feeds.name];
    return handler === undefined ? [] : [{ ...local, handler, name: local.feeds?.name ?? '' }];
  });
  const intake = consumers.find(({ name }) => name === 'ingest-cloudwatch');
  if (consumers.length !== Object.keys(handlers).length || intake === undefined)
    throw new Error('The template must have one queue for each function that consumes one');

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
    ingestAlarmHistory: (payload) =>
      ingestAlarmHistory({ ...common, sources: config, own: deployment, historyOf }, payload),
    ingestIncidents: (payload) => ingestIncidents({ ...common, sources: config }, payload),
    ingestNotices: ingestNotices({
      ...noticeDoor,
      signatureSecrets: async () => localSignatureSecrets(notices.webhook),
    }),
    ingestVerifiedNotices: ingestNotices({ ...noticeDoor, signatureSecrets: async () => ({}) }),
    ingestMail: async (event, raw) => {
      const mailContext = { ...common, domain: email?.domain };
      const received = await ingestMail(mailContext, { event, readRaw: async () => raw });
      if (email !== undefined && notices.receipts === true)
        await sendReceipt(
          { ...common, config, notices: { email, templates: notices.templates }, send: keepMail },
          received,
        );
      return received.result;
    },
    outbox,
    records: apiHandler({ ...common, ...sends }),
    console: showConsole({ ...common, ...sends }),
    run: async () => {
      let hasMore = true;
      while (hasMore) {
        hasMore = false;
        for (const { handler, ...local } of consumers)
          hasMore = (await processBatch(account, local, handler, telemetry)) || hasMore;
      }
    },
    stop: account.stop,
  };
};

/**
 * Invokes a function with one batch of its queue; failed messages are visible again at once. Returns false if the queue
 * is empty.
 */
const processBatch = async (
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
