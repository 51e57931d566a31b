import { type Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../shared/config/config.ts';
import { API_ROUTES, CONSOLE_ROUTES } from '../shared/config/api-routes.ts';
import { statusPagesOf } from '../shared/config/sources.ts';
import { ENV } from '../shared/config/environment.ts';
import { MESSAGE_GROUPS } from '../shared/messaging/message-groups.ts';
import { AlarmRules } from './alarm-rules.ts';
import { Alerts } from './alerts.ts';
import { BrowserConsole } from './browser-console.ts';
import { ClosingSchedule } from './closing-schedule.ts';
import { CustomerMail } from './customer-mail.ts';
import { Encryption } from './encryption.ts';
import { HealthRule } from './health-rule.ts';
import { InvoicingConsumer } from './invoicing-consumer.ts';
import { MonthDashboard } from './month-dashboard.ts';
import { NoticeEntryPoints } from './notice-entry-points.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { PollingSchedule } from './polling-schedule.ts';
import { Queues } from './queues.ts';
import { ReconciliationSchedule } from './reconciliation-schedule.ts';
import { RecordsApi } from './records-api.ts';
import { addOutputs } from './add-outputs.ts';
import { StatementsBucket } from './statements-bucket.ts';
import { SlaTable } from './sla-table.ts';
import { TIMEOUT } from './timeouts.ts';
import { Alarms } from './alarms.ts';
import { STATUS_PAGE_WEBHOOK, Webhook } from './webhook.ts';

/** The least memory, in MB, with a whole processor: an assessment renders and compresses statements. */
const WHOLE_CPU_MB = 1769;

export interface SlaCreditsStackProps {
  /**
   * Separates deployments in one account. Part of the FIFO queues' names and of the source of every billing message.
   * 1 to 20 of `a-z 0-9 -`, a letter first.
   */
  readonly stage: string;
  /** The operator's configuration. */
  readonly config: Config;
  /**
   * ARN of a KMS key, in the stack's region, that encrypts all stored data.
   * @default - the keys of the AWS services
   */
  readonly keyArn?: string | undefined;
  /**
   * Days for which S3 Object Lock keeps each statement's JSON, from 1 to 36,500.
   * @default - no Object Lock
   */
  readonly objectLockDays?: number | undefined;
}

/** The pipeline: evidence is recorded, a month is closed, and credits are published to invoicing. */
export class SlaCreditsStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    {
      stage,
      keyArn,
      objectLockDays,
      config: { components, providers, closing, notices, invoicing, signIn },
    }: SlaCreditsStackProps,
  ) {
    super(scope, id, { description: 'Service-level credits worked out from monitoring evidence', tags: { stage } });
    if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage)) throw new Error(`Not a stage (1 to 20 of a-z 0-9 -): ${stage}`);
    const newFunction = (id: string, name: string, timeout: Duration, memorySize = 512): PipelineFunction => {
      const fn = new PipelineFunction(this, id, { name, stage, timeout, memorySize });
      encryption?.grantUse(fn);
      return fn;
    };

    // Encryption, table, queues, statements
    const encryption = keyArn === undefined ? undefined : new Encryption(this, 'Encryption', { keyArn });
    const key = encryption?.key;
    const table = new SlaTable(this, 'Table', { key });
    const queues = new Queues(this, 'Queues', { stage, key, invoicing });
    const statements = new StatementsBucket(this, 'Statements', { key, objectLockDays });

    // Ingest: CloudWatch alarms and AWS Health → facts
    const ingestCloudWatch = newFunction('IngestCloudWatch', 'ingest-cloudwatch', TIMEOUT.ingest);
    new AlarmRules(this, 'AlarmRules', { components, to: queues.intake });
    new HealthRule(this, 'HealthRule', { sources: { components, providers }, to: queues.intake });
    queues.intake.addConsumer(ingestCloudWatch, { batchSize: 10, maxConcurrency: 10 });
    queues.intake.deadLetters.grantSendInvalid(ingestCloudWatch, ENV.invalidEventsUrl);
    table.grantAccess(ingestCloudWatch);

    // Ingest: status page webhooks → facts
    const ingestTwilio = newFunction('IngestTwilio', 'ingest-twilio', TIMEOUT.ingest);
    const webhook = new Webhook(this, 'Webhook', { ...STATUS_PAGE_WEBHOOK, handler: ingestTwilio, key });
    queues.invalidWebhooks.grantSendInvalid(ingestTwilio, ENV.invalidWebhooksUrl);
    table.grantAccess(ingestTwilio);

    // Further entry points for notices: help desks and e-mail → notices, unmatched messages
    const noticeDoors = new NoticeEntryPoints(this, 'NoticeDoors', {
      stage,
      notices,
      newFunction,
      table,
      key,
      invalid: queues.invalidWebhooks,
      statements,
    });

    // HTTP API: support desk and CRM → facts, customer records, closing orders
    const records = newFunction('Records', 'records', TIMEOUT.records);
    const api = new RecordsApi(this, 'RecordsApi');
    api.serve(API_ROUTES, records);
    queues.closing.grantSend(records, ENV.closingQueueUrl);
    table.grantAccess(records);

    // Console: pages, previews, facts, closing orders
    const console = newFunction('Console', 'console', TIMEOUT.console, 1024);
    api.serve(CONSOLE_ROUTES, console);
    queues.closing.grantSend(console, ENV.closingQueueUrl);
    table.grantAccess(console);
    const browserConsole = new BrowserConsole(this, 'SignIn', { stage, signIn, console, key });

    // Month-end close: closing orders → customer batches
    const closeMonth = newFunction('CloseMonth', 'close-month', TIMEOUT.closeMonth, 1024);
    new ClosingSchedule(this, 'ClosingSchedule', { closing, to: queues.closing });
    queues.closing.addConsumer(closeMonth, { batchSize: 1, maxConcurrency: 2 }); // two is Lambda's minimum
    queues.work.grantSend(closeMonth, ENV.workQueueUrl);
    table.grantAccess(closeMonth);

    // Assessment: customer batches → ledger, statements, billing messages
    const assessCustomers = newFunction('AssessCustomers', 'assess-customers', TIMEOUT.assessCustomers, WHOLE_CPU_MB);
    queues.work.addConsumer(assessCustomers, { batchSize: 1, maxConcurrency: MESSAGE_GROUPS.length }); // one per group
    queues.billing.grantSend(assessCustomers, ENV.billingQueueUrl);
    statements.grantWrite(assessCustomers);
    table.grantAccess(assessCustomers);

    // Invoicing: billing messages → credits in Stripe, or an outgoing webhook
    const consumer = new InvoicingConsumer(this, 'Invoicing', {
      stage,
      invoicing,
      newFunction,
      billing: queues.billing,
      deciders: [records, console],
      table,
    });

    // Pollers: lost status updates and alarm transitions → facts
    const pollTwilio = newFunction('PollTwilio', 'poll-twilio', TIMEOUT.poll);
    const pages = statusPagesOf({ providers }).map(({ provider }) => provider);
    new PollingSchedule(this, 'Polling', { poller: pollTwilio, pages, stage });
    queues.invalidWebhooks.grantSendInvalid(pollTwilio, ENV.invalidWebhooksUrl);
    table.grantAccess(pollTwilio);
    const reconcileAlarms = newFunction('ReconcileAlarms', 'reconcile-alarms', TIMEOUT.reconcile);
    new ReconciliationSchedule(this, 'Reconciliation', { reconciler: reconcileAlarms, stage });
    table.grantAccess(reconcileAlarms);

    // Mail to customers: published revisions → statements; bounces and complaints → addresses without mail
    const mail = new CustomerMail(this, 'Mail', {
      stage,
      notices,
      newFunction,
      table,
      key,
      statements,
      ingestEmail: noticeDoors.ingestEmail,
      assessCustomers,
      reconcileAlarms,
    });

    // Alarms, dashboard, outputs
    new Alarms(this, 'Watch', {
      stage,
      queues,
      api,
      functions: [
        [ingestCloudWatch, 'Monitoring events are not recorded: downtime may be missing from credits, or have no end.'],
        [ingestTwilio, 'Status page updates are recorded late, by the next successful poll.'],
        [records, 'API calls fail: notices and customer records may be missing.'],
        [console, 'Console pages fail: employees cannot see months or record facts there.'],
        [closeMonth, 'A month is not closed: no customer has its credit for that month.'],
        [assessCustomers, 'Customers are not assessed: their credits are late.'],
        [pollTwilio, 'A status page is not polled: updates of lost webhooks are missing.'],
        [reconcileAlarms, 'Alarms are not reconciled: transitions of lost events are missing.'],
        ...noticeDoors.functions,
        ...consumer.functions,
        ...mail.functions,
      ],
    });
    const dashboard = new MonthDashboard(this, 'Dashboard', { stage, queues, pages });
    const alerts = new Alerts(this, 'Alerts');
    addOutputs(this, { alerts, api, dashboard, queues, statements, table, webhook, noticeDoors, mail, browserConsole });
  }
}
