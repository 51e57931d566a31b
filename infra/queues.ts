import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { acknowledge } from './cdk-nag.ts';
import { TIMEOUT } from './timeouts.ts';
import { WatchedQueue } from './watched-queue.ts';

export interface QueuesProps {
  /** Part of the FIFO queues' names, `sla-credits-{stage}-billing.fifo`. */
  readonly stage: string;
  /**
   * Encrypts the messages.
   * @default - SQS's own key does
   */
  readonly key?: IKey | undefined;
}

/** The queues between the steps, each with what it means when its messages fail. */
export class Queues extends Construct {
  /** Alarm and AWS Health events on their way to the facts. */
  readonly intake: WatchedQueue;
  /** Webhook bodies that are no Statuspage webhook: already answered, so nothing redelivers them. */
  readonly webhookRefused: DeadLetterQueue;
  /** Months to close. */
  readonly closing: WatchedQueue;
  /** Chunks of customers to assess. */
  readonly work: WatchedQueue;
  /** What invoicing reads. */
  readonly billing: WatchedQueue;

  constructor(scope: Construct, id: string, { stage, key }: QueuesProps) {
    super(scope, id);
    this.intake = new WatchedQueue(this, 'Intake', {
      key,
      impact: 'Monitoring events were not recorded: downtime may be missing from credits, or have no end.',
      runbook: '#monitoring-events-were-not-recorded',
      workerTimeout: TIMEOUT.ingest,
      tries: 10, // half an hour of a table that does not answer: 10 × 6 × 30 s
    });
    this.webhookRefused = new DeadLetterQueue(this, 'WebhookRefused', {
      key,
      impact: 'Status page updates were not recorded: a provider’s outage may be credited as if it were ours.',
      runbook: '#status-page-updates-were-refused',
    });
    acknowledge(
      this.webhookRefused,
      'AwsSolutions-SQS3',
      'It is where refused bodies end, and watched as dead letters are.',
    );
    this.closing = new WatchedQueue(this, 'Closing', {
      key,
      impact:
        'A month was not closed, or closed ones were not looked at again: no customer, or not every one, has its credit.',
      runbook: '#a-month-was-not-closed',
      workerTimeout: TIMEOUT.closeMonth,
      deliveryDelay: Duration.minutes(5), // writes in flight at the instant that the closing looks back from settle meanwhile
    });
    this.work = new WatchedQueue(this, 'Work', {
      key,
      impact: 'Some customers were not assessed: they have no credit for the month, and the closing does not end.',
      runbook: '#customers-were-not-assessed',
      workerTimeout: TIMEOUT.assessCustomers,
      fifoName: `sla-credits-${stage}-work`, // a customer is of one group: two runs never assess it at once
    });
    this.billing = new WatchedQueue(this, 'Billing', {
      key,
      impact: 'Invoicing could not take credits: those customers are billed without them.',
      runbook: '#invoicing-did-not-take-a-credit',
      workerTimeout: TIMEOUT.invoicing,
      tries: 10, // an hour of an invoicing system that refuses: 10 × 6 × 1 min
      retention: Duration.days(14), // the most that SQS keeps
      fifoName: `sla-credits-${stage}-billing`, // a customer is a group: its revisions arrive in order
    });
  }
}
