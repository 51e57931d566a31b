import { CfnOutput, type Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../shared/config/config.ts';
import { CONSOLE } from '../shared/config/console-paths.ts';
import { ENV } from '../shared/config/environment.ts';
import { MESSAGE_GROUPS } from '../shared/messaging/message-groups.ts';
import { AlarmRules } from './alarm-rules.ts';
import { Alerts } from './alerts.ts';
import { ClosingSchedule } from './closing-schedule.ts';
import { MonthDashboard } from './dashboard.ts';
import { Encryption } from './encryption.ts';
import { HealthRule } from './health-rule.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { PollingSchedule } from './polling-schedule.ts';
import { Queues } from './queues.ts';
import { ReconciliationSchedule } from './reconciliation-schedule.ts';
import { RecordsApi } from './records-api.ts';
import { StatementsBucket } from './statements-bucket.ts';
import { SlaTable } from './sla-table.ts';
import { TIMEOUT } from './timeouts.ts';
import { Alarms } from './alarms.ts';
import { Webhook } from './webhook.ts';

/** The least memory, in MB, with which Lambda gives a function a whole processor: an assessment renders and compresses statements. */
const WHOLE_CPU = 1769;

export interface SlaCreditsStackProps {
  /**
   * Tells deployments in one account apart: part of FIFO queues' names and of the source of every billing message.
   * 1 to 20 of `a-z 0-9 -`, a letter first.
   */
  readonly stage: string;
  /** What the operator configured: the alarms and providers that are heard, and when a month is closed. */
  readonly config: Config;
  /**
   * ARN of a KMS key, in the stack's region, that encrypts all that is kept.
   * @default - the services' own keys do
   */
  readonly keyArn?: string | undefined;
}

/** The whole pipeline: evidence comes in, a month is closed, credits go out. */
export class SlaCreditsStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { stage, keyArn, config: { components, providers, closing } }: SlaCreditsStackProps,
  ) {
    super(scope, id, { description: 'Service-level credits worked out from monitoring evidence', tags: { stage } });
    if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage)) throw new Error(`Not a stage (1 to 20 of a-z 0-9 -): ${stage}`);
    const newFunction = (id: string, name: string, timeout: Duration, memorySize = 512): PipelineFunction => {
      const fn = new PipelineFunction(this, id, { name, stage, timeout, memorySize });
      encryption?.grantUse(fn);
      return fn;
    };

    const encryption = keyArn === undefined ? undefined : new Encryption(this, 'Encryption', { keyArn });
    const key = encryption?.key;
    const table = new SlaTable(this, 'Table', { key });
    const queues = new Queues(this, 'Queues', { stage, key });
    const statements = new StatementsBucket(this, 'Statements', { key });

    // CloudWatch alarms, AWS Health → facts
    const ingestCloudWatch = newFunction('IngestCloudWatch', 'ingest-cloudwatch', TIMEOUT.ingest);
    new AlarmRules(this, 'AlarmRules', { components, to: queues.intake });
    new HealthRule(this, 'HealthRule', { components, to: queues.intake });
    queues.intake.feed(ingestCloudWatch, { batchSize: 10, maxConcurrency: 10 });
    queues.intake.deadLetters.grantRefuse(ingestCloudWatch, ENV.intakeRefusedUrl);
    table.grantAppend(ingestCloudWatch);

    // Twilio's status page → facts
    const ingestTwilio = newFunction('IngestTwilio', 'ingest-twilio', TIMEOUT.ingest);
    const webhook = new Webhook(this, 'Webhook', { handler: ingestTwilio, key });
    queues.webhookRefused.grantRefuse(ingestTwilio, ENV.webhookRefusedUrl);
    table.grantAppend(ingestTwilio);

    // Support desk, CRM → facts, customers, a month closed again
    const records = newFunction('Records', 'records', TIMEOUT.records);
    const api = new RecordsApi(this, 'RecordsApi', { handler: records });
    queues.closing.grantSend(records, ENV.closingQueueUrl);
    table.grantAppend(records);

    // People → what is known and why, and what they record
    const console = newFunction('Console', 'console', TIMEOUT.console, 1024);
    api.serve(CONSOLE, console);
    queues.closing.grantSend(console, ENV.closingQueueUrl);
    table.grantAppend(console);
    table.grantFind(console);

    // The schedule → whom to assess
    const closeMonth = newFunction('CloseMonth', 'close-month', TIMEOUT.closeMonth, 1024);
    new ClosingSchedule(this, 'ClosingSchedule', { closing, to: queues.closing });
    queues.closing.feed(closeMonth, { batchSize: 1, maxConcurrency: 2 }); // two is the least that Lambda takes
    queues.work.grantSend(closeMonth, ENV.workQueueUrl);
    table.grantAppend(closeMonth);
    table.grantFind(closeMonth);
    table.grantProgress(closeMonth);

    // Whom to assess → ledger, statements, invoicing
    const assessCustomers = newFunction('AssessCustomers', 'assess-customers', TIMEOUT.assessCustomers, WHOLE_CPU);
    queues.work.feed(assessCustomers, { batchSize: 1, maxConcurrency: MESSAGE_GROUPS.length }); // one chunk of each at a time
    queues.billing.grantSend(assessCustomers, ENV.billingQueueUrl);
    statements.grantWrite(assessCustomers);
    table.grantAppend(assessCustomers);
    table.grantProgress(assessCustomers);

    // Once more, from those who know: what their events and webhooks lost → facts
    const pollTwilio = newFunction('PollTwilio', 'poll-twilio', TIMEOUT.poll);
    new PollingSchedule(this, 'Polling', { poller: pollTwilio, providers, stage });
    queues.webhookRefused.grantRefuse(pollTwilio, ENV.webhookRefusedUrl);
    table.grantAppend(pollTwilio);
    const reconcileAlarms = newFunction('ReconcileAlarms', 'reconcile-alarms', TIMEOUT.reconcile);
    new ReconciliationSchedule(this, 'Reconciliation', { reconciler: reconcileAlarms, stage });
    table.grantAppend(reconcileAlarms);

    // What is watched
    new Alarms(this, 'Watch', {
      stage,
      queues,
      api,
      functions: [
        [ingestCloudWatch, 'Monitoring events are not recorded: downtime may be missing from credits, or have no end.'],
        [ingestTwilio, 'Status page updates are not recorded: they come late, by the next poll that succeeds.'],
        [records, 'Calls of the API are not answered: notices and customers’ records may be missing.'],
        [console, 'The console is not there: nobody sees why, and what people record waits.'],
        [closeMonth, 'A month is not closed: no customer has its credit for that month.'],
        [assessCustomers, 'Customers are not assessed: their credits come late.'],
        [pollTwilio, 'A status page is not read: what webhooks lost is missing.'],
        [reconcileAlarms, 'Alarms are not read whole: transitions whose events were lost are missing.'],
      ],
    });
    const dashboard = new MonthDashboard(this, 'Dashboard', { stage, queues, providers: Object.keys(providers) });

    const outputs = {
      AlertsTopicArn: new Alerts(this, 'Alerts').topic.topicArn,
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
      WebhookRefusedUrl: queues.webhookRefused.queue.queueUrl,
      WebhookSecretArn: webhook.secret.secretArn,
      WebhookUrl: webhook.url,
      WorkDeadLettersUrl: queues.work.deadLetters.queue.queueUrl,
      WorkQueueUrl: queues.work.queue.queueUrl,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
