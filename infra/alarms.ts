import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { customMetric } from './metric.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import { FunctionAlarms } from './function-alarms.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { Queues } from './queues.ts';
import type { RecordsApi } from './records-api.ts';

export interface AlarmsProps {
  readonly stage: string;
  readonly queues: Queues;
  readonly api: RecordsApi;
  /** Every function, with what does not happen while it fails. */
  readonly functions: readonly (readonly [fn: PipelineFunction, impact: string])[];
}

/** Half of the time after which SQS drops a message that nobody took. */
const UNREAD = Duration.days(7);

/**
 * What is watched besides dead letters and silence. Wherever it can be, what is watched is a number of AWS's own: a function that does
 * not run counts nothing.
 *
 * A hand-off that is open: a revision is recorded and invoicing's queue has not taken its message. The chunk of customers that it belongs to
 * is done only when all of its messages are taken, and nobody deletes it before; so every open hand-off is a message on the work queue,
 * whose age tells, or in its dead letters, which ring themselves. A count by the function could only tell of the tries that it made.
 */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { stage, queues, api, functions }: AlarmsProps) {
    super(scope, id);
    const period = Duration.minutes(1);
    const statistic = 'Maximum';
    new ExplainedAlarm(this, 'IntakeLate', {
      impact:
        'Monitoring events have waited for 5 minutes: downtime is not recorded yet, and a closing now would miss it.',
      runbook: '#monitoring-events-wait',
      metric: queues.intake.queue.metricApproximateAgeOfOldestMessage({ period, statistic }),
      threshold: Duration.minutes(5).toSeconds(),
    });
    new ExplainedAlarm(this, 'HandOffOpen', {
      impact: 'Customers of a closing have waited for 15 minutes: their credits are not with invoicing.',
      runbook: '#a-hand-off-is-open',
      metric: queues.work.queue.metricApproximateAgeOfOldestMessage({ period, statistic }),
      threshold: Duration.minutes(15).toSeconds(),
    });
    new ExplainedAlarm(this, 'BillingUnread', {
      impact: 'Credits have waited for 7 days to be invoiced: after 14 their messages are gone.',
      runbook: '#invoicing-does-not-read',
      metric: queues.billing.queue.metricApproximateAgeOfOldestMessage({ period, statistic }),
      threshold: UNREAD.toSeconds(),
    });
    new ExplainedAlarm(this, 'MonthOverdue', {
      impact: 'The last month is not closed, a day after it was due: no customer, or not every one, has its credit.',
      runbook: '#a-month-is-overdue',
      // told every half-hour, so that an hour always has it
      metric: customMetric('MonthsOverdue', { stage, statistic, period: Duration.hours(1) }),
    });
    new ExplainedAlarm(this, 'CustomersBlocked', {
      impact: 'Customers could not be assessed: they have no credit for the month, whatever was down.',
      runbook: '#customers-are-blocked',
      metric: customMetric('CustomersBlocked', { stage }),
      ringsFor: Duration.days(1),
    });
    new ExplainedAlarm(this, 'CallsFailed', {
      impact: 'Calls of the API failed: notices and customers’ records may be missing, if nobody made the call again.',
      runbook: '#calls-fail',
      metric: api.metricFailed({ period: Duration.minutes(5) }),
    });
    for (const [fn, impact] of functions) new FunctionAlarms(this, fn.node.id, { of: fn, impact });
  }
}
