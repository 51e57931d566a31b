import type { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { descriptionOf, type Explanation } from './explained-alarm.ts';

export interface SilenceAlarmProps extends Explanation {
  /** What a function counts when all went well: a name of functions/telemetry.ts. */
  readonly counted: string;
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
export class SilenceAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: SilenceAlarmProps) {
    const { counted, by = {}, stage, every, times, ...explanation } = props;
    super(scope, id, {
      alarmDescription: descriptionOf(explanation),
      metric: new Metric({
        namespace: 'sla-credits',
        metricName: counted,
        dimensionsMap: { service: stage, ...by },
        statistic: 'Sum',
        period: every,
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: times,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
