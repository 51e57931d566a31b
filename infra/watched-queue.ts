import { Duration, Lazy } from 'aws-cdk-lib';
import type { IRule } from 'aws-cdk-lib/aws-events';
import { Grant, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as Fn } from 'aws-cdk-lib/aws-lambda';
import type { SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { DeduplicationScope, FifoThroughputLimit, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnvName } from '../shared/config/environment.ts';
import { DeadLetterQueue, encryptedBy } from './dead-letter-queue.ts';
import type { AlarmExplanation } from './explained-alarm.ts';

/** `symptom`, `impact` and `runbook` are those of the alarm for dead letters. */
export interface WatchedQueueProps extends AlarmExplanation {
  /** The consumer's time limit for a batch. The visibility timeout is six times that, as AWS advises. */
  readonly consumerTimeout: Duration;
  /**
   * Attempts before a message moves to the dead-letter queue.
   * @default 5 - the minimum that AWS advises for Lambda
   */
  readonly attempts?: number;
  /**
   * Delay before a message is delivered.
   * @default - none
   */
  readonly deliveryDelay?: Duration;
  /**
   * Retention of a message. The 14 days of a standard dead-letter queue include the time on the queue.
   * @default Duration.days(4)
   */
  readonly retention?: Duration;
  /**
   * Makes the queue FIFO and names it `{fifoName}.fifo`. Order and deduplication are per message group.
   * Senders set the deduplication id.
   * @default - a standard queue with a generated name
   */
  readonly fifoName?: string;
  /**
   * Encrypts the messages.
   * @default - a key of SQS
   */
  readonly key?: IKey | undefined;
}

/** A queue with a dead-letter queue and an explained alarm for it. */
export class WatchedQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;
  /** ARNs of the rules that may send events here. */
  private readonly ruleArns: string[] = [];

  constructor(scope: Construct, id: string, props: WatchedQueueProps) {
    super(scope, id);
    const {
      symptom,
      impact,
      runbook,
      fifoName,
      key,
      consumerTimeout,
      attempts = 5,
      deliveryDelay,
      retention = Duration.days(4),
    } = props;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      symptom,
      impact,
      runbook,
      key,
      ...(fifoName === undefined ? {} : { fifoName: `${fifoName}-dead-letters.fifo` }),
    });
    this.queue = new Queue(this, 'Queue', {
      ...(fifoName === undefined ? {} : fifoProps(`${fifoName}.fifo`)),
      ...(deliveryDelay === undefined ? {} : { deliveryDelay }),
      visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
      retentionPeriod: retention,
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: attempts },
      ...encryptedBy(key),
      enforceSSL: true,
    });
  }

  /** Allows `fn` to send messages here. The environment variable `envName` contains the queue's URL. */
  grantSend(fn: Fn, envName: EnvName): void {
    fn.addEnvironment(envName, this.queue.queueUrl);
    Grant.addToPrincipal({ grantee: fn, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }

  /** Allows the consumer `fn` to set when a message is delivered again, up to 12 hours after it was received. */
  grantPostpone(fn: Fn, envName: EnvName): void {
    fn.addEnvironment(envName, this.queue.queueUrl);
    const actions = ['sqs:ChangeMessageVisibility'];
    Grant.addToPrincipal({ grantee: fn, actions, resourceArns: [this.queue.queueArn] });
  }

  /**
   * Allows a rule of EventBridge to send events here and to the dead-letter queue.
   * One statement lists all rules: a queue's policy may have 20 statements, and hundreds of alarms need more rules.
   */
  allowRule(rule: IRule): void {
    this.ruleArns.push(rule.ruleArn);
    if (this.ruleArns.length > 1) return;
    for (const queue of [this.queue, this.deadLetters.queue])
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': Lazy.list({ produce: () => this.ruleArns }) } },
        }),
      );
  }

  /** Invokes `fn` with batches of messages, at most `maxConcurrency` at a time. Only failed messages are retried. */
  addConsumer(fn: Fn, limits: Required<Pick<SqsEventSourceProps, 'batchSize' | 'maxConcurrency'>>): void {
    // The CDK's event source would also allow changing a message's visibility.
    const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    Grant.addToPrincipal({ grantee: fn, actions, resourceArns: [this.queue.queueArn] });
    fn.addEventSourceMapping('Messages', {
      ...limits,
      eventSourceArn: this.queue.queueArn,
      reportBatchItemFailures: true,
    });
  }
}

const fifoProps = (queueName: string) => ({
  queueName,
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
});
