import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { Alerts } from './alerts.ts';
import type { BrowserConsole } from './browser-console.ts';
import type { CustomerMail } from './customer-mail.ts';
import type { MonthDashboard } from './month-dashboard.ts';
import type { NoticeEntryPoints } from './notice-entry-points.ts';
import type { Queues } from './queues.ts';
import type { RecordsApi } from './records-api.ts';
import type { SlaTable } from './sla-table.ts';
import type { StatementsBucket } from './statements-bucket.ts';
import type { Webhook } from './webhook.ts';

/** The constructs with outputs. */
type OutputSources = {
  readonly alerts: Alerts;
  readonly api: RecordsApi;
  readonly dashboard: MonthDashboard;
  readonly queues: Queues;
  readonly statements: StatementsBucket;
  readonly table: SlaTable;
  readonly webhook: Webhook;
  readonly noticeDoors: NoticeEntryPoints;
  readonly browserConsole: BrowserConsole;
  readonly mail: CustomerMail;
};

/** Adds the outputs that the command line and operators use. */
export const addOutputs = (stack: Stack, from: OutputSources): void => {
  const { alerts, api, dashboard, queues, statements, table, webhook, noticeDoors, mail, browserConsole } = from;
  const outputs = {
    AlertsTopicArn: alerts.topic.topicArn,
    ApiUrl: api.url,
    BillingDeadLettersUrl: queues.billing.deadLetters.queue.queueUrl,
    BillingQueueArn: queues.billing.queue.queueArn,
    BillingQueueUrl: queues.billing.queue.queueUrl,
    ClosingDeadLettersUrl: queues.closing.deadLetters.queue.queueUrl,
    ClosingQueueUrl: queues.closing.queue.queueUrl,
    DashboardName: dashboard.name,
    IntakeDeadLettersUrl: queues.intake.deadLetters.queue.queueUrl,
    IntakeQueueUrl: queues.intake.queue.queueUrl,
    StatementsBucket: statements.bucket.bucketName,
    TableName: table.table.tableName,
    WebhookRefusedUrl: queues.invalidWebhooks.queue.queueUrl,
    WebhookSecretArn: webhook.secret.secretArn,
    WebhookUrl: webhook.url,
    WorkDeadLettersUrl: queues.work.deadLetters.queue.queueUrl,
    WorkQueueUrl: queues.work.queue.queueUrl,
    ...noticeDoors.outputs,
    ...browserConsole.outputs,
    ...mail.outputs,
  };
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
};
