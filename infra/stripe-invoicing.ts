import type { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';
import type { Invoicing } from '../shared/config/invoicing.ts';
import { customMetric } from './custom-metric.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { SlaTable } from './sla-table.ts';
import { TIMEOUT } from './timeouts.ts';
import type { WatchedQueue } from './watched-queue.ts';

export interface StripeInvoicingProps {
  readonly stage: string;
  /** Without Stripe, there is no resource. */
  readonly invoicing: Invoicing | undefined;
  readonly newFunction: (id: string, name: string, timeout: Duration) => PipelineFunction;
  readonly billing: WatchedQueue;
  readonly table: SlaTable;
}

/** Stripe limits the requests of an account; a message needs about ten. */
const CONCURRENT_MESSAGES = 5;

/** The optional consumer of the billing queue: it books credits in Stripe. */
export class StripeInvoicing extends Construct {
  /** The function, with the impact of its failure. */
  readonly functions: (readonly [fn: PipelineFunction, impact: string])[] = [];

  constructor(scope: Construct, id: string, { stage, invoicing, newFunction, billing, table }: StripeInvoicingProps) {
    super(scope, id);
    const stripe = invoicing?.stripe;
    if (stripe === undefined) return;
    const fn = newFunction('InvoiceStripe', 'invoice-stripe', TIMEOUT.invoicing);
    billing.addConsumer(fn, { batchSize: 1, maxConcurrency: CONCURRENT_MESSAGES });
    table.grantAccess(fn);
    fn.addEnvironment(ENV.stripeSecret, stripe.secretArn);
    Grant.addToPrincipal({
      grantee: fn,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [stripe.secretArn],
    });
    new ExplainedAlarm(this, 'CreditsInReview', {
      symptom: 'A credit could not be booked in Stripe without a decision.',
      impact: 'Its customer is invoiced without it until a person decides.',
      runbook: '#credits-in-review',
      metric: customMetric('CreditsInReview', { stage }),
    });
    this.functions.push([fn, 'Credits are not booked in Stripe: customers are invoiced without them.']);
  }
}
