import { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ENV, type EnvName } from '../shared/config/environment.ts';
import type { Invoicing } from '../shared/config/invoicing.ts';
import { customMetric } from './custom-metric.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { SlaTable } from './sla-table.ts';
import { TIMEOUT } from './timeouts.ts';
import type { WatchedQueue } from './watched-queue.ts';

export interface InvoicingConsumerProps {
  readonly stage: string;
  /** Without it there is no resource, and the operator's own system consumes the queue. */
  readonly invoicing: Invoicing | undefined;
  readonly newFunction: (id: string, name: string, timeout: Duration) => PipelineFunction;
  readonly billing: WatchedQueue;
  readonly table: SlaTable;
}

/** Stripe limits the requests of an account; a message needs about ten. */
const STRIPE_MESSAGES_AT_ONCE = 5;
/** Each customer's messages are delivered one after the other. */
const DELIVERIES_AT_ONCE = 10;

/** The optional consumer of the billing queue: it books credits in Stripe, or posts the messages to a webhook. */
export class InvoicingConsumer extends Construct {
  /** The functions, each with the impact of its failure. */
  readonly functions: (readonly [fn: PipelineFunction, impact: string])[] = [];

  constructor(scope: Construct, id: string, props: InvoicingConsumerProps) {
    super(scope, id);
    const { stripe, webhook } = props.invoicing ?? {};
    if (stripe !== undefined) this.bookInStripe(stripe.secretArn, props);
    if (webhook !== undefined) this.postToWebhook(webhook.secretArn, props);
  }

  private bookInStripe(secretArn: string, { stage, newFunction, billing, table }: InvoicingConsumerProps): void {
    const fn = newFunction('InvoiceStripe', 'invoice-stripe', TIMEOUT.invoicing);
    billing.addConsumer(fn, { batchSize: 1, maxConcurrency: STRIPE_MESSAGES_AT_ONCE });
    table.grantAccess(fn);
    grantReadSecret(fn, ENV.stripeSecret, secretArn);
    new ExplainedAlarm(this, 'CreditsInReview', {
      symptom: 'A credit could not be booked in Stripe without a decision.',
      impact: 'Its customer is invoiced without it until a person decides.',
      runbook: '#credits-in-review',
      metric: customMetric('CreditsInReview', { stage }),
    });
    this.functions.push([fn, 'Credits are not booked in Stripe: customers are invoiced without them.']);
  }

  private postToWebhook(secretArn: string, { stage, newFunction, billing }: InvoicingConsumerProps): void {
    const fn = newFunction('InvoiceWebhook', 'invoice-webhook', TIMEOUT.invoicing);
    billing.addConsumer(fn, { batchSize: 1, maxConcurrency: DELIVERIES_AT_ONCE });
    billing.grantPostpone(fn, ENV.billingQueueUrl);
    grantReadSecret(fn, ENV.signingSecret, secretArn);
    new ExplainedAlarm(this, 'DeliveriesFail', {
      symptom: 'The receiver of credits has not accepted a message for five minutes.',
      impact: 'Its customers are invoiced without their credits until it accepts them.',
      runbook: '#credits-not-delivered',
      metric: customMetric('DeliveriesFailed', { stage }),
      // The longest wait between two attempts is eleven hours.
      activeFor: Duration.hours(12),
    });
    this.functions.push([fn, 'Credits are not delivered to invoicing: customers are invoiced without them.']);
  }
}

const grantReadSecret = (fn: PipelineFunction, envName: EnvName, secretArn: string): void => {
  fn.addEnvironment(envName, secretArn);
  Grant.addToPrincipal({ grantee: fn, actions: ['secretsmanager:GetSecretValue'], resourceArns: [secretArn] });
};
