import type { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MetricName } from '../shared/config/telemetry-names.ts';
import { customMetric } from './metric.ts';
import { descriptionOf, type AlarmExplanation } from './explained-alarm.ts';

export interface HeartbeatAlarmProps extends AlarmExplanation {
  /** What a function counts when all went well. */
  readonly counted: MetricName;
  /** By what the number is told apart, besides the stage. */
  readonly by?: Readonly<Record<string, string>>;
  readonly stage: string;
  /** How often it is counted when all goes well. */
  readonly every: Duration;
  /** After so many times in a row that it was not, the alarm rings. */
  readonly times: number;
}

/**
 * Rings when what should happen regularly has not happened for a while. No data are what it waits for, so they ring: also where
 * the function is never called at all, and for as long after the first deployment.
 */
export class HeartbeatAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: HeartbeatAlarmProps) {
    const { counted: what, by = {}, stage, every, times, ...explanation } = props;
    super(scope, id, {
      alarmDescription: descriptionOf(explanation),
      metric: customMetric(what, { stage, by, period: every }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: times,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
