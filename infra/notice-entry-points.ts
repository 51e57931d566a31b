import { Duration, Stack } from 'aws-cdk-lib';
import { Grant, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnReceiptRule } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';
import { type NoticeDoors, sendsMail } from '../shared/config/notice-doors.ts';
import { acknowledgeFinding } from './acknowledge-finding.ts';
import { customMetric } from './custom-metric.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import { MAIL_PREFIX } from '../shared/config/mail-prefix.ts';
import { grantReadSecret } from './grant-read-secret.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { SlaTable } from './sla-table.ts';
import type { StatementsBucket } from './statements-bucket.ts';
import { TIMEOUT } from './timeouts.ts';
import { Webhook } from './webhook.ts';

export interface NoticeEntryPointsProps {
  readonly stage: string;
  /** The configured entry points; without any, there is no resource. */
  readonly notices: NoticeDoors | undefined;
  readonly newFunction: (id: string, name: string, timeout: Duration, memorySize?: number) => PipelineFunction;
  readonly table: SlaTable;
  readonly key: IKey | undefined;
  /** Receives invalid posts. */
  readonly invalid: DeadLetterQueue;
  /** Receives messages as they arrived. */
  readonly statements: StatementsBucket;
}

/** The optional entry points for notices: the webhook of help desks, and e-mail. */
export class NoticeEntryPoints extends Construct {
  /** The functions, with the impact of their failure. */
  readonly functions: (readonly [fn: PipelineFunction, impact: string])[] = [];
  readonly outputs: Record<string, string> = {};
  /** The function that receives e-mails, if they are configured. */
  readonly ingestEmail: PipelineFunction | undefined;

  constructor(scope: Construct, id: string, props: NoticeEntryPointsProps) {
    super(scope, id);
    if (props.notices?.webhook !== undefined) this.addWebhook(props, props.notices.webhook);
    if (props.notices?.email === undefined) return;
    this.ingestEmail = this.addEmail(props, props.notices.email);
    if (sendsMail(props.notices)) this.reportRejected(props);
  }

  private addWebhook(
    { newFunction, table, key, invalid }: NoticeEntryPointsProps,
    secrets: NonNullable<NoticeDoors['webhook']>,
  ): void {
    const ingestNotices = newFunction('IngestNotices', 'ingest-notices', TIMEOUT.ingest);
    const webhook = new Webhook(this, 'Webhook', {
      handler: ingestNotices,
      senders: 'help desks',
      apiSuffix: 'notices',
      secretEnv: ENV.noticesSecret,
      unsigned: 'Help desks cannot sign with SigV4; the path ends in a secret.',
      // Intercom sends HEAD before it accepts a URL.
      isProbed: true,
      key,
    });
    invalid.grantSendInvalid(ingestNotices, ENV.invalidWebhooksUrl);
    table.grantAccess(ingestNotices);
    grantReadSecret(ingestNotices, ...Object.values(secrets).filter((arn) => arn !== undefined));
    this.functions.push([ingestNotices, 'Notices of help desks are not recorded until the desks send them again.']);
    this.outputs['NoticesSecretArn'] = webhook.secret.secretArn;
    this.outputs['NoticesUrl'] = webhook.url;
  }

  /** Adds a rule to the operator's rule set. SES has one active set in an account and region, so the stack activates none. */
  private addEmail(
    { newFunction, table, key, statements }: NoticeEntryPointsProps,
    { domain, ruleSet }: NonNullable<NoticeDoors['email']>,
  ): PipelineFunction {
    const ingestEmail = newFunction('IngestEmail', 'ingest-email', TIMEOUT.email, 1024);
    table.grantAccess(ingestEmail);
    statements.grantRead(ingestEmail, MAIL_PREFIX, 'SES names each received message by an id of its own.');
    const { bucket } = statements;
    const failed = new DeadLetterQueue(this, 'FailedMail', {
      symptom: 'A received e-mail was not recorded, or its receipt was not sent.',
      impact: 'A notice may be missing; the message is in the bucket.',
      runbook: '#mail-dead-letters',
      key,
    });
    acknowledgeFinding(failed.queue, 'AwsSolutions-SQS3', 'It is the dead-letter queue of asynchronous invocations.');
    const { queueArn: destination } = failed.queue;
    ingestEmail.configureAsyncInvoke({ retryAttempts: 2, onFailure: { bind: () => ({ destination }) } });
    Grant.addToPrincipal({ grantee: ingestEmail, actions: ['sqs:SendMessage'], resourceArns: [destination] });
    const ses = new ServicePrincipal('ses.amazonaws.com');
    const { account } = Stack.of(this);
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [ses],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`${MAIL_PREFIX}*`)],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    ingestEmail.addPermission('Mail', { principal: ses, sourceAccount: account });
    const rule = new CfnReceiptRule(this, 'Rule', {
      ruleSetName: ruleSet,
      rule: {
        enabled: true,
        scanEnabled: true,
        tlsPolicy: 'Optional',
        recipients: [domain],
        actions: [
          { s3Action: { bucketName: bucket.bucketName, objectKeyPrefix: MAIL_PREFIX } },
          { lambdaAction: { functionArn: ingestEmail.functionArn, invocationType: 'Event' } },
        ],
      },
    });
    // SES checks both permissions when it creates the rule.
    rule.node.addDependency(bucket, ingestEmail);
    this.functions.push([ingestEmail, 'E-mails are recorded late; each one stays in the bucket.']);
    this.outputs['MailDeadLettersUrl'] = failed.queue.queueUrl;
    return ingestEmail;
  }

  /** Reports messages to customers that SES rejects. */
  private reportRejected({ stage }: NoticeEntryPointsProps): void {
    new ExplainedAlarm(this, 'MailRejected', {
      symptom: 'SES rejected a message to a customer.',
      impact: 'A customer has no receipt or no statement; its notice and its credit are recorded.',
      runbook: '#rejected-mail',
      metric: customMetric('MailRejected', { stage }),
      activeFor: Duration.days(1),
    });
  }
}
