import type { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** What whoever is woken by an alarm needs to know. */
export interface AlarmExplanation {
  /** Who is hurt, and how, while the alarm rings. Printed in the alarm. */
  readonly impact: string;
  /** The heading in docs/runbook.md that says what to do. Printed in the alarm. */
  readonly runbook: `#${string}`;
}

/** What an alarm says: who is hurt, and where it is written what to do. */
export const descriptionOf = ({ impact, runbook }: AlarmExplanation): string =>
  `${impact} What to do: docs/runbook.md${runbook}`;

export interface ExplainedAlarmProps extends AlarmExplanation {
  /** What is watched. */
  readonly metric: Metric;
  /**
   * The alarm rings from this value on.
   * @default 1 - what is watched should not happen at all
   */
  readonly threshold?: number;
  /**
   * For how long the alarm goes on ringing after what is watched happened once; at most a day.
   * @default - for one period of the metric
   */
  readonly ringsFor?: Duration;
}

/** No alarm without its consequence and its page in the runbook. Missing data do not ring. */
export class ExplainedAlarm extends Alarm {
  constructor(scope: Construct, id: string, { metric, threshold = 1, ringsFor, ...explanation }: ExplainedAlarmProps) {
    super(scope, id, {
      alarmDescription: descriptionOf(explanation),
      metric,
      threshold,
      evaluationPeriods: (ringsFor ?? metric.period).toSeconds() / metric.period.toSeconds(),
      datapointsToAlarm: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
