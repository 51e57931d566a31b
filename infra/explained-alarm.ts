import type { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** The description of an alarm for on-call engineers. */
export interface AlarmExplanation {
  /** The condition that the alarm detected, in one sentence. */
  readonly symptom: string;
  /** The consequence for customers, invoicing or callers while the alarm is active, in one sentence. */
  readonly impact: string;
  /** The heading in docs/runbook.md with the actions. */
  readonly runbook: `#${string}`;
}

/** Returns the text of an alarm. */
export const alarmDescription = ({ symptom, impact, runbook }: AlarmExplanation): string =>
  `Symptom: ${symptom} Impact: ${impact} Action: docs/runbook.md${runbook}`;

export interface ExplainedAlarmProps extends AlarmExplanation {
  readonly metric: Metric;
  /**
   * The alarm fires at this value.
   * @default 1 - the event should never happen
   */
  readonly threshold?: number;
  /**
   * The alarm stays active for this time after a single event; at most a day.
   * @default - one period of the metric
   */
  readonly activeFor?: Duration;
}

/** An alarm with its symptom, its impact and its runbook heading. Missing data are OK. */
export class ExplainedAlarm extends Alarm {
  constructor(scope: Construct, id: string, { metric, threshold = 1, activeFor, ...explanation }: ExplainedAlarmProps) {
    super(scope, id, {
      alarmDescription: alarmDescription(explanation),
      metric,
      threshold,
      evaluationPeriods: (activeFor ?? metric.period).toSeconds() / metric.period.toSeconds(),
      datapointsToAlarm: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
