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
   * Name of a FIFO queue, ending in `.fifo`: a FIFO queue's dead letters are FIFO too.
   * @default - a standard queue with a generated name
   */
  readonly fifoName?: string;
  /**
   * Encrypts the messages.
   * @default - SQS's own key does
   */
  readonly key?: IKey | undefined;
}

/** How a queue is encrypted: with a key of the customer's own, or with SQS's. */
export const encryptedBy = (key: IKey | undefined): Pick<QueueProps, 'encryption' | 'encryptionMasterKey'> =>
  key === undefined
    ? { encryption: QueueEncryption.SQS_MANAGED }
    : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };

/** Messages that nobody could handle: kept as long as SQS can (14 days), and a reason to ring from the first one on. */
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

  /** Lets `fn` put aside what will never work, without trying it again; it finds the queue's URL in `urlAs`. */
  grantRefuse(fn: Fn, urlAs: EnvName): void {
    fn.addEnvironment(urlAs, this.queue.queueUrl);
    Grant.addToPrincipal({ grantee: fn, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }
}
