import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MetricName } from '../shared/config/telemetry-names.ts';
import { FACT_KINDS } from '../shared/domain/facts/facts.ts';
import { customMetric, NAMESPACE } from './custom-metric.ts';
import type { Queues } from './queues.ts';

export interface MonthDashboardProps {
  readonly stage: string;
  readonly queues: Queues;
  /** The providers with a status page. */
  readonly pages: readonly string[];
}

/** The dashboard: active alarms, intake of evidence, and the month-end close. */
export class MonthDashboard extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { stage, queues, pages }: MonthDashboardProps) {
    super(scope, id);
    const hour = Duration.hours(1);
    const alarms = scope.node.findAll().filter((node) => node instanceof Alarm);
    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(7) });
    this.name = dashboard.dashboardName;

    /** One line for each value of a dimension that CloudWatch finds: the values are unknown at synthesis. */
    const byEach = (name: MetricName, dimension: string, period: Duration): IMetric =>
      new MathExpression({
        expression: `SEARCH('{${NAMESPACE},${dimension},service} MetricName="${name}" service="${stage}"', 'Sum', ${period.toSeconds()})`,
        usingMetrics: {},
        label: '',
        period,
      });
    const lag = (kind: string, statistic: string): IMetric =>
      customMetric('FactLag', { stage, dimensions: { kind }, statistic, period: hour, label: `${kind} ${statistic}` });
    const age = (name: 'intake' | 'closing' | 'work' | 'billing'): IMetric =>
      queues[name].queue.metricApproximateAgeOfOldestMessage({ label: name, statistic: 'Maximum' });

    dashboard.addWidgets(
      heading(`sla-credits, ${stage}`),
      new AlarmStatusWidget({ title: 'Active alarms', alarms, width: 24, height: 5 }),
      heading('Intake of evidence'),
      row(
        'Facts recorded by kind',
        FACT_KINDS.map((kind) =>
          customMetric('FactsRecorded', { stage, dimensions: { kind }, period: hour, label: kind }),
        ),
      ),
      row(
        'Time from event to fact (ms)',
        ['monitor-state', 'provider-status'].flatMap((kind) => [lag(kind, 'p50'), lag(kind, 'p99')]),
      ),
      row('Invalid payloads by entry point', [byEach('PayloadsRefused', 'door', hour)]),
      row('Successful polls', [
        ...pages.map((page) =>
          customMetric('PollsSucceeded', { stage, dimensions: { page }, period: hour, label: page }),
        ),
        customMetric('ReconciliationsCompleted', { stage, period: hour, label: 'alarms' }),
      ]),
    );
    dashboard.addWidgets(
      heading('Month-end close'),
      value('Closings in 30 days', customMetric('MonthsClosed', { stage, period: Duration.days(30) })),
      value('Overdue months', customMetric('MonthsOverdue', { stage, statistic: 'Maximum', period: hour })),
      value('Customers blocked in 30 days', customMetric('CustomersBlocked', { stage, period: Duration.days(30) })),
      value('Credits recorded in 30 days', customMetric('CreditsRecorded', { stage, period: Duration.days(30) })),
      row('Change of credits by currency (minor units)', [byEach('CreditedMinor', 'currency', Duration.days(1))]),
      row('Customers assessed', [customMetric('CustomersAssessed', { stage, period: hour })]),
      row('Duration of runs (ms)', [
        customMetric('RunDuration', {
          stage,
          dimensions: { kind: 'closing' },
          statistic: 'Maximum',
          period: hour,
          label: 'closing',
        }),
        customMetric('RunDuration', {
          stage,
          dimensions: { kind: 'sweep' },
          statistic: 'Maximum',
          period: hour,
          label: 'sweep',
        }),
      ]),
      row('Age of the oldest message (s)', [age('intake'), age('closing'), age('work'), age('billing')]),
    );
  }
}

const heading = (text: string): TextWidget => new TextWidget({ markdown: `## ${text}`, width: 24, height: 1 });
const row = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 6, height: 6 });
const value = (title: string, metric: IMetric): SingleValueWidget =>
  new SingleValueWidget({ title, metrics: [metric], width: 6, height: 3, setPeriodToTimeRange: false });
