import type { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';
import type { NoticeDoors as NoticeDoorsConfig } from '../shared/config/notice-doors.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { SlaTable } from './sla-table.ts';
import { TIMEOUT } from './timeouts.ts';
import { Webhook } from './webhook.ts';

export interface NoticeDoorsProps {
  readonly stage: string;
  /** The configured entry points; without any, there is no resource. */
  readonly notices: NoticeDoorsConfig | undefined;
  readonly newFunction: (id: string, name: string, timeout: Duration, memorySize?: number) => PipelineFunction;
  readonly table: SlaTable;
  readonly key: IKey | undefined;
  /** Receives invalid posts. */
  readonly invalid: DeadLetterQueue;
  /** Receives messages as they arrived. */
  readonly bucket: Bucket;
}

/** The optional entry points for notices: the webhook of help desks, and e-mail. */
export class NoticeDoors extends Construct {
  /** The functions, with the impact of their failure. */
  readonly functions: (readonly [fn: PipelineFunction, impact: string])[] = [];
  readonly outputs: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: NoticeDoorsProps) {
    super(scope, id);
    if (props.notices?.webhook !== undefined) this.addWebhook(props, props.notices.webhook);
  }

  private addWebhook(
    { newFunction, table, key, invalid }: NoticeDoorsProps,
    secrets: NonNullable<NoticeDoorsConfig['webhook']>,
  ): void {
    const ingestNotices = newFunction('IngestNotices', 'ingest-notices', TIMEOUT.ingest);
    const webhook = new Webhook(this, 'Webhook', {
      handler: ingestNotices,
      senders: 'help desks',
      apiSuffix: 'notices',
      secretEnv: ENV.noticesSecret,
      unsigned: 'Help desks cannot sign with SigV4; the path ends in a secret.',
      key,
    });
    invalid.grantSendInvalid(ingestNotices, ENV.invalidWebhooksUrl);
    table.grantAccess(ingestNotices);
    const resourceArns = Object.values(secrets).filter((arn) => arn !== undefined);
    if (resourceArns.length > 0)
      Grant.addToPrincipal({ grantee: ingestNotices, actions: ['secretsmanager:GetSecretValue'], resourceArns });
    this.functions.push([ingestNotices, 'Notices of help desks are not recorded until the desks send them again.']);
    this.outputs['NoticesSecretArn'] = webhook.secret.secretArn;
    this.outputs['NoticesUrl'] = webhook.url;
  }
}
