import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { customMetric } from './custom-metric.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import { FunctionAlarms } from './function-alarms.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { Queues } from './queues.ts';
import type { RecordsApi } from './records-api.ts';

export interface AlarmsProps {
  readonly stage: string;
  readonly queues: Queues;
  readonly api: RecordsApi;
  /** Every function, with the impact of its failure. */
  readonly functions: readonly (readonly [fn: PipelineFunction, impact: string])[];
}

/** Half of the retention of the billing queue. */
const BILLING_AGE_MAX = Duration.days(7);

/**
 * The alarms except those for dead letters and missing heartbeats.
 * They use metrics of AWS where possible: a function that does not run emits no metric.
 *
 * Unpublished credits are detected by the age of customer batches.
 * A batch leaves the work queue only after the billing queue has accepted the messages of all its customers.
 */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { stage, queues, api, functions }: AlarmsProps) {
    super(scope, id);
    const period = Duration.minutes(1);
    const statistic = 'Maximum';
    new ExplainedAlarm(this, 'IntakeLate', {
      symptom: 'A monitoring event has been on the intake queue for 5 minutes.',
      impact: 'Its downtime is not recorded yet, and a closing now would miss it.',
      runbook: '#intake-queue-backlog',
      metric: queues.intake.queue.metricApproximateAgeOfOldestMessage({ period, statistic }),
      threshold: Duration.minutes(5).toSeconds(),
    });
    new ExplainedAlarm(this, 'HandOffOpen', {
      symptom: 'A batch of customers has been on the work queue for 15 minutes.',
      impact: 'Invoicing lacks the credits of these customers.',
      runbook: '#unpublished-credits',
      metric: queues.work.queue.metricApproximateAgeOfOldestMessage({ period, statistic }),
      threshold: Duration.minutes(15).toSeconds(),
    });
    new ExplainedAlarm(this, 'BillingUnread', {
      symptom: 'A credit has been on the billing queue for 7 days.',
      impact: 'Its customer may be invoiced without it, and SQS deletes the message after 14 days.',
      runbook: '#billing-queue-not-consumed',
      metric: queues.billing.queue.metricApproximateAgeOfOldestMessage({ period, statistic }),
      threshold: BILLING_AGE_MAX.toSeconds(),
    });
    new ExplainedAlarm(this, 'MonthOverdue', {
      symptom: 'The last month is not closed, a day after its closing day.',
      impact: 'Customers lack their credits for that month.',
      runbook: '#month-end-close-overdue',
      // Emitted every half-hour, so every hour has data.
      metric: customMetric('MonthsOverdue', { stage, statistic, period: Duration.hours(1) }),
    });
    new ExplainedAlarm(this, 'CustomersBlocked', {
      symptom: 'Customers are blocked: they could not be assessed.',
      impact: 'They have no credit for the month, even if they are owed one.',
      runbook: '#blocked-customers',
      metric: customMetric('CustomersBlocked', { stage }),
      activeFor: Duration.days(1),
    });
    new ExplainedAlarm(this, 'MessagesWaiting', {
      symptom: 'A message without a customer has waited for a day.',
      impact: 'If it is a notice, its customer gets no credit until a person assigns it.',
      runbook: '#unmatched-messages',
      // Emitted every half-hour while a message waits.
      metric: customMetric('MessagesWaiting', { stage, statistic, period: Duration.hours(1) }),
    });
    new ExplainedAlarm(this, 'ApprovalsWaiting', {
      symptom: 'A credit has waited for approval for 2 days.',
      impact: 'Its customer does not get the credit until a person approves it.',
      runbook: '#credits-waiting-for-approval',
      // Emitted every half-hour while a credit waits.
      metric: customMetric('ApprovalsWaiting', { stage, statistic, period: Duration.hours(1) }),
    });
    new ExplainedAlarm(this, 'ProviderClaimsDue', {
      symptom: 'An open claim against a provider has a deadline within seven days.',
      impact: 'The provider owes no credit if nobody claims it until then.',
      runbook: '#provider-claims-due',
      // Emitted every half-hour.
      metric: customMetric('ProviderClaimsDue', { stage, statistic, period: Duration.hours(1) }),
    });
    new ExplainedAlarm(this, 'CallsFailed', {
      symptom: 'API calls failed with a 5xx status.',
      impact: 'Notices and customer records are missing until the callers retry.',
      runbook: '#api-5xx-errors',
      metric: api.metricFailed({ period: Duration.minutes(5) }),
    });
    for (const [fn, impact] of functions) new FunctionAlarms(this, fn.node.id, { of: fn, impact });
  }
}
