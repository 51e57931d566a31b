import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';
import type { Invoicing } from '../shared/config/invoicing.ts';
import { customMetric } from './custom-metric.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import { grantReadSecret } from './grant-read-secret.ts';
import { HeartbeatAlarm } from './heartbeat-alarm.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import type { SlaTable } from './sla-table.ts';
import { TIMEOUT } from './timeouts.ts';
import type { WatchedQueue } from './watched-queue.ts';

export interface InvoicingConsumerProps {
  readonly stage: string;
  /** Without it there is no resource, and the operator's own system consumes the queue. */
  readonly invoicing: Invoicing | undefined;
  readonly newFunction: (id: string, name: string, timeout: Duration) => PipelineFunction;
  readonly billing: WatchedQueue;
  /** The functions with which a person orders another attempt in Stripe. */
  readonly deciders: readonly PipelineFunction[];
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
    if (stripe !== undefined) this.bookInStripe(stripe, props);
    if (webhook !== undefined) this.postToWebhook(webhook.secretArn, props);
  }

  private bookInStripe(
    { secretArn, mode }: NonNullable<Invoicing['stripe']>,
    { stage, newFunction, billing, table, deciders }: InvoicingConsumerProps,
  ): void {
    const fn = newFunction('InvoiceStripe', 'invoice-stripe', TIMEOUT.invoicing);
    billing.addConsumer(fn, { batchSize: 1, maxConcurrency: STRIPE_MESSAGES_AT_ONCE });
    table.grantAccess(fn);
    fn.addEnvironment(ENV.stripeSecret, secretArn);
    grantReadSecret(fn, secretArn);
    new ExplainedAlarm(this, 'CreditsInReview', {
      symptom: 'A credit could not be booked in Stripe without a decision.',
      impact: 'Its customer is invoiced without it until a person decides.',
      runbook: '#credits-in-review',
      metric: customMetric('CreditsInReview', { stage }),
    });
    this.functions.push([fn, 'Credits are not booked in Stripe: customers are invoiced without them.']);
    for (const decider of deciders) billing.grantSend(decider, ENV.billingQueueUrl);
    if (mode === 'report') return; // nothing is booked, so that every credit would differ
    const check = newFunction('CheckStripe', 'check-stripe', TIMEOUT.check);
    check.addEnvironment(ENV.stripeSecret, secretArn);
    grantReadSecret(check, secretArn);
    table.grantAccess(check);
    this.watchCheck(check, stage);
    this.functions.push([check, 'Credits are not compared with Stripe: a lost or double credit is not found.']);
  }

  private watchCheck(check: PipelineFunction, stage: string): void {
    const interval = Duration.hours(1);
    new ScheduledFunction(this, 'Check', { of: check, interval, retryAttempts: 1 });
    new ExplainedAlarm(this, 'CreditsDiffer', {
      symptom: 'The daily check found a credit that differs between the ledger and Stripe.',
      impact: 'Its customer is invoiced with a wrong credit, or without it.',
      runbook: '#credits-different-in-stripe',
      metric: customMetric('CreditsDiffering', { stage }),
      activeFor: Duration.days(1),
    });
    new HeartbeatAlarm(this, 'CheckSilent', {
      symptom: 'Credits were not compared with Stripe for 6 hours.',
      impact: 'A lost or double credit is not found.',
      runbook: '#credits-not-compared-with-stripe',
      metricName: 'InvoiceChecksCompleted',
      stage,
      interval,
      missedIntervals: 6,
    });
  }

  private postToWebhook(secretArn: string, { stage, newFunction, billing }: InvoicingConsumerProps): void {
    const fn = newFunction('InvoiceWebhook', 'invoice-webhook', TIMEOUT.invoicing);
    billing.addConsumer(fn, { batchSize: 1, maxConcurrency: DELIVERIES_AT_ONCE });
    billing.grantPostpone(fn, ENV.billingQueueUrl);
    fn.addEnvironment(ENV.signingSecret, secretArn);
    grantReadSecret(fn, secretArn);
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
