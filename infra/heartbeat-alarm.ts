import type { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MetricName } from '../shared/config/telemetry-names.ts';
import { customMetric } from './custom-metric.ts';
import { alarmDescription, type AlarmExplanation } from './explained-alarm.ts';

export interface HeartbeatAlarmProps extends AlarmExplanation {
  /** The metric that a function counts on success. */
  readonly metricName: MetricName;
  /** Dimensions of the metric beside the stage. */
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly stage: string;
  /** The interval between two counts. */
  readonly interval: Duration;
  /** The alarm fires after this many intervals in a row without a count. */
  readonly missedIntervals: number;
}

/**
 * Fires when regular work has not succeeded for some intervals. Missing data fire it too:
 * then the function was never invoked, or the stack was just deployed.
 */
export class HeartbeatAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: HeartbeatAlarmProps) {
    const { metricName, dimensions = {}, stage, interval, missedIntervals, ...explanation } = props;
    super(scope, id, {
      alarmDescription: alarmDescription(explanation),
      metric: customMetric(metricName, { stage, dimensions, period: interval }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: missedIntervals,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
