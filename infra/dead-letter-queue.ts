import { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as Fn } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnvName } from '../shared/config/environment.ts';
import { ExplainedAlarm, type AlarmExplanation } from './explained-alarm.ts';

export interface DeadLetterQueueProps extends AlarmExplanation {
  /**
   * Name of a FIFO queue, ending in `.fifo`: the dead-letter queue of a FIFO queue is FIFO.
   * @default - a standard queue with a generated name
   */
  readonly fifoName?: string;
  /**
   * Encrypts the messages.
   * @default - a key of SQS
   */
  readonly key?: IKey | undefined;
}

/** Returns the encryption of a queue: a customer-managed key, or a key of SQS. */
export const encryptedBy = (key: IKey | undefined): Pick<QueueProps, 'encryption' | 'encryptionMasterKey'> =>
  key === undefined
    ? { encryption: QueueEncryption.SQS_MANAGED }
    : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };

/** A dead-letter queue. It keeps messages for 14 days, the maximum of SQS; its alarm fires on the first one. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { fifoName, key, ...explanation }: DeadLetterQueueProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      ...(fifoName === undefined ? {} : { fifo: true, queueName: fifoName }),
      retentionPeriod: Duration.days(14),
      ...encryptedBy(key),
      enforceSSL: true,
    });
    new ExplainedAlarm(this, 'NotEmpty', {
      ...explanation,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
    });
  }

  /** Allows `fn` to send invalid messages here. The environment variable `envName` contains the queue's URL. */
  grantSendInvalid(fn: Fn, envName: EnvName): void {
    fn.addEnvironment(envName, this.queue.queueUrl);
    Grant.addToPrincipal({ grantee: fn, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }
}
