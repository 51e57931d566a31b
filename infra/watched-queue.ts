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

/** `impact` and `runbook` are those of the alarm that rings when a message ends in the dead letters. */
export interface WatchedQueueProps extends AlarmExplanation {
  /** How long the consumer may take over one batch. A message becomes visible again after six times that, as AWS advises. */
  readonly workerTimeout: Duration;
  /**
   * How often a message is tried before it goes to the dead letters.
   * @default 5 - the fewest that AWS advises for a queue that Lambda reads
   */
  readonly tries?: number;
  /**
   * How long a message waits before it can be seen at all.
   * @default - not at all
   */
  readonly deliveryDelay?: Duration;
  /**
   * How long a message waits for its consumer. Time waited counts in a standard queue's dead letters (14 days) too.
   * @default Duration.days(4)
   */
  readonly retention?: Duration;
  /**
   * Makes the queue FIFO and names it: `{fifoName}.fifo`. Order and deduplication are per group; senders give the
   * deduplication id.
   * @default - a standard queue with a generated name
   */
  readonly fifoName?: string;
  /**
   * Encrypts the messages.
   * @default - SQS's own key does
   */
  readonly key?: IKey | undefined;
}

/** A queue whose failures are kept, watched and explained. */
export class WatchedQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;
  /** ARNs of the rules that put events here. */
  private readonly rules: string[] = [];

  constructor(scope: Construct, id: string, props: WatchedQueueProps) {
    super(scope, id);
    const {
      impact,
      runbook,
      fifoName,
      key,
      workerTimeout,
      tries = 5,
      deliveryDelay,
      retention = Duration.days(4),
    } = props;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      impact,
      runbook,
      key,
      ...(fifoName === undefined ? {} : { fifoName: `${fifoName}-dead-letters.fifo` }),
    });
    this.queue = new Queue(this, 'Queue', {
      ...(fifoName === undefined ? {} : fifoNamed(`${fifoName}.fifo`)),
      ...(deliveryDelay === undefined ? {} : { deliveryDelay }),
      visibilityTimeout: Duration.seconds(6 * workerTimeout.toSeconds()),
      retentionPeriod: retention,
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: tries },
      ...encryptedBy(key),
      enforceSSL: true,
    });
  }

  /** Lets `fn` send messages here; it finds the queue's URL in `urlAs`. */
  grantSend(fn: Fn, urlAs: EnvName): void {
    fn.addEnvironment(urlAs, this.queue.queueUrl);
    Grant.addToPrincipal({ grantee: fn, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }

  /**
   * Lets EventBridge put here, and into the dead letters, what `rule` matched. All rules are named in one statement: a queue's policy may have
   * 20, and hundreds of alarms need more rules than that.
   */
  letIn(rule: IRule): void {
    this.rules.push(rule.ruleArn);
    if (this.rules.length > 1) return;
    for (const queue of [this.queue, this.deadLetters.queue])
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': Lazy.list({ produce: () => this.rules }) } },
        }),
      );
  }

  /** Calls `fn` with batches of messages, at most `maxConcurrency` at a time; only the messages that failed come back. */
  feed(fn: Fn, limits: Required<Pick<SqsEventSourceProps, 'batchSize' | 'maxConcurrency'>>): void {
    // What Lambda needs to read a queue, and no more: the CDK's own event source may change a message's visibility too.
    const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    Grant.addToPrincipal({ grantee: fn, actions, resourceArns: [this.queue.queueArn] });
    fn.addEventSourceMapping('Messages', {
      ...limits,
      eventSourceArn: this.queue.queueArn,
      reportBatchItemFailures: true,
    });
  }
}

const fifoNamed = (queueName: string) => ({
  queueName,
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
});
