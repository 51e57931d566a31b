import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Invoicing } from '../shared/config/invoicing.ts';
import { DELIVERY_ATTEMPTS } from '../shared/messaging/delivery-waits.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { acknowledgeFinding } from './acknowledge-finding.ts';
import { TIMEOUT } from './timeouts.ts';
import { WatchedQueue } from './watched-queue.ts';

export interface QueuesProps {
  /** Part of the FIFO queues' names, `sla-credits-{stage}-billing.fifo`. */
  readonly stage: string;
  /**
   * Encrypts the messages.
   * @default - a key of SQS
   */
  readonly key?: IKey | undefined;
  /** The consumer of the billing queue decides how often a message is tried. */
  readonly invoicing: Invoicing | undefined;
}

/** Covers an hour of a failing invoicing system: 10 × 6 × 1 min. */
const BILLING_ATTEMPTS = 10;

/** The queues between the steps, each with the symptom and the impact of its dead letters. */
export class Queues extends Construct {
  /** Alarm and AWS Health events. */
  readonly intake: WatchedQueue;
  /** Invalid webhooks and incidents. The status page does not send them again. */
  readonly invalidWebhooks: DeadLetterQueue;
  /** Closing orders. */
  readonly closing: WatchedQueue;
  /** Customer batches. */
  readonly work: WatchedQueue;
  /** Billing messages for invoicing. */
  readonly billing: WatchedQueue;

  constructor(scope: Construct, id: string, { stage, key, invoicing }: QueuesProps) {
    super(scope, id);
    this.intake = new WatchedQueue(this, 'Intake', {
      key,
      symptom: 'Monitoring events were not recorded.',
      impact: 'Downtime may be missing from credits, or have no end.',
      runbook: '#monitoring-events-not-recorded',
      consumerTimeout: TIMEOUT.ingest,
      attempts: 10, // covers half an hour of a failing table: 10 × 6 × 30 s
    });
    this.invalidWebhooks = new DeadLetterQueue(this, 'WebhookRefused', {
      key,
      symptom: 'Status page updates were invalid and not recorded.',
      impact: 'Credits may be paid for an outage of the provider.',
      runbook: '#invalid-status-page-updates',
    });
    acknowledgeFinding(
      this.invalidWebhooks,
      'AwsSolutions-SQS3',
      'This queue is itself a dead-letter queue with an alarm.',
    );
    this.closing = new WatchedQueue(this, 'Closing', {
      key,
      symptom: 'A month was not closed, or a sweep failed.',
      impact: 'Customers lack their credits.',
      runbook: '#month-end-close-failed',
      consumerTimeout: TIMEOUT.closeMonth,
      deliveryDelay: Duration.minutes(5), // writes before the closing’s `asOf` finish meanwhile
    });
    this.work = new WatchedQueue(this, 'Work', {
      key,
      symptom: 'Some customers were not assessed.',
      impact: 'They have no credit for the month, and the run does not complete.',
      runbook: '#customers-not-assessed',
      consumerTimeout: TIMEOUT.assessCustomers,
      fifoName: `sla-credits-${stage}-work`, // a customer has one message group: two runs never assess it at once
    });
    this.billing = new WatchedQueue(this, 'Billing', {
      key,
      symptom: 'Invoicing did not process credits.',
      impact: 'Those customers are invoiced without them.',
      runbook: '#credits-not-processed-by-invoicing',
      consumerTimeout: TIMEOUT.invoicing,
      // The outgoing webhook sets its waits itself, three days in total.
      attempts: invoicing?.webhook === undefined ? BILLING_ATTEMPTS : DELIVERY_ATTEMPTS,
      retention: Duration.days(14), // the maximum of SQS
      fifoName: `sla-credits-${stage}-billing`, // a customer is a message group: its revisions arrive in order
    });
  }
}
