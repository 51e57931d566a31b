import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';
import { type NoticeDoors, sendsMail } from '../shared/config/notice-doors.ts';
import { acknowledgeFinding } from './acknowledge-finding.ts';
import { customMetric } from './custom-metric.ts';
import { deliverToQueue } from './deliver-to-queue.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { SlaTable } from './sla-table.ts';
import type { StatementsBucket } from './statements-bucket.ts';
import { TIMEOUT } from './timeouts.ts';
import { WatchedQueue } from './watched-queue.ts';

export interface CustomerMailProps {
  readonly stage: string;
  /** Without receipts and statements there is no resource. */
  readonly notices: NoticeDoors | undefined;
  readonly newFunction: (id: string, name: string, timeout: Duration) => PipelineFunction;
  readonly table: SlaTable;
  readonly key: IKey | undefined;
  /** Holds the statements' pages. */
  readonly statements: StatementsBucket;
  /** Sends receipts. */
  readonly ingestEmail: PipelineFunction | undefined;
  /** Publishes revisions, whose statements are mailed. */
  readonly assessCustomers: PipelineFunction;
  /** Reports an account in the sandbox of SES. */
  readonly reconcileAlarms: PipelineFunction;
}

/** SES sends 14 messages a second for a new account; a message takes about 200 ms. */
const STATEMENTS_AT_ONCE = 2;

/**
 * Messages to customers: receipts, statements, and the bounces and complaints about them.
 * A stage has its own configuration set, so it receives the events of its own messages only.
 */
export class CustomerMail extends Construct {
  /** The functions, each with the impact of its failure. */
  readonly functions: (readonly [fn: PipelineFunction, impact: string])[] = [];
  readonly outputs: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: CustomerMailProps) {
    super(scope, id);
    const { notices, ingestEmail } = props;
    const { email } = notices ?? {};
    if (!sendsMail(notices) || email === undefined) return;
    const set = new CfnConfigurationSet(this, 'Set').ref;
    this.recordEvents(props, set);
    if (notices?.receipts === true && ingestEmail !== undefined) this.grantSend(ingestEmail, email.from, set);
    if (notices?.statements === true) this.grantSend(this.mailStatements(props), email.from, set);
    this.reportSandbox(props);
  }

  /** Sends the bounces and complaints of the set through EventBridge and a queue to their function. */
  private recordEvents({ newFunction, table, key }: CustomerMailProps, set: string): void {
    const { partition, region, account } = Stack.of(this);
    new CfnConfigurationSetEventDestination(this, 'Events', {
      configurationSetName: set,
      eventDestination: {
        enabled: true,
        matchingEventTypes: ['bounce', 'complaint'],
        eventBridgeDestination: { eventBusArn: `arn:${partition}:events:${region}:${account}:event-bus/default` },
      },
    });
    const queue = new WatchedQueue(this, 'Bounces', {
      key,
      symptom: 'A bounce or a complaint was not recorded.',
      impact: 'The product may send further messages to an address that rejects them.',
      runbook: '#mail-events-not-recorded',
      consumerTimeout: TIMEOUT.ingest,
    });
    const detail = { mail: { tags: { 'ses:configuration-set': [set] } } };
    const detailType = ['Email Bounced', 'Email Complaint Received'];
    deliverToQueue(this, 'Rule', { source: ['aws.ses'], detailType, detail }, queue, {
      symptom: 'EventBridge could not deliver bounces or complaints.',
      impact: 'The product may send further messages to an address that rejects them.',
      runbook: '#mail-events-not-recorded',
    });
    const fn = newFunction('RecordMailEvents', 'record-mail-events', TIMEOUT.ingest);
    queue.addConsumer(fn, { batchSize: 1, maxConcurrency: 2 }); // two is Lambda's minimum
    table.grantAccess(fn);
    this.functions.push([fn, 'Bounces and complaints are recorded late: messages go to addresses that reject them.']);
    this.outputs['MailEventQueueUrl'] = queue.queue.queueUrl;
    this.outputs['MailEventDeadLettersUrl'] = queue.deadLetters.queue.queueUrl;
  }

  private mailStatements(props: CustomerMailProps): PipelineFunction {
    const { stage, newFunction, table, key, statements, assessCustomers } = props;
    const queue = new WatchedQueue(this, 'Statements', {
      key,
      symptom: 'A statement was not mailed.',
      impact: 'The recipients of a customer do not have it; the credit itself is published.',
      runbook: '#statements-not-mailed',
      consumerTimeout: TIMEOUT.mail,
      attempts: 10, // covers an hour of a failing SES: 10 × 6 × 1 min
      fifoName: `sla-credits-${stage}-statement-mail`, // a customer is a message group: its statements are mailed in order
    });
    queue.grantSend(assessCustomers, ENV.statementMailUrl);
    const fn = newFunction('MailStatements', 'mail-statements', TIMEOUT.mail);
    queue.addConsumer(fn, { batchSize: 1, maxConcurrency: STATEMENTS_AT_ONCE });
    table.grantAccess(fn);
    statements.grantRead(fn, 'statements/', 'The key of a page contains its month, its customer and its hash.');
    this.functions.push([fn, 'Statements are mailed late; the credits are published.']);
    this.outputs['StatementMailQueueUrl'] = queue.queue.queueUrl;
    this.outputs['StatementMailDeadLettersUrl'] = queue.deadLetters.queue.queueUrl;
    return fn;
  }

  /** Permits messages from the configured address under the stage's configuration set. */
  private grantSend(fn: PipelineFunction, from: string, set: string): void {
    const { partition, region, account } = Stack.of(this);
    const ses = `arn:${partition}:ses:${region}:${account}`;
    fn.addEnvironment(ENV.mailConfigurationSet, set);
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [`${ses}:identity/*`, `${ses}:configuration-set/${set}`],
        conditions: { StringEquals: { 'ses:FromAddress': from } },
      }),
    );
    acknowledgeFinding(
      fn.executionRole,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]',
      'The sender is an address or a domain, and in the sandbox SES also checks the recipient; the sender is fixed.',
    );
  }

  private reportSandbox({ stage, reconcileAlarms }: CustomerMailProps): void {
    // GetAccount has no resource.
    reconcileAlarms.addToRolePolicy(new PolicyStatement({ actions: ['ses:GetAccount'], resources: ['*'] }));
    new ExplainedAlarm(this, 'Sandboxed', {
      symptom: 'SES sends no mail to customers: the account is in the sandbox, or its sending is paused.',
      impact: 'Customers get neither receipts nor statements.',
      runbook: '#mail-sandbox',
      // Emitted every half-hour while it is so.
      metric: customMetric('MailSandboxed', { stage, statistic: 'Maximum', period: Duration.hours(1) }),
    });
  }
}
