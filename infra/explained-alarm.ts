import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** What whoever is woken by an alarm needs to know. */
export interface Explanation {
  /** Who is hurt, and how, while the alarm rings. Printed in the alarm. */
  readonly impact: string;
  /** The heading in docs/runbook.md that says what to do. Printed in the alarm. */
  readonly runbook: `#${string}`;
}

/** What an alarm says: who is hurt, and where it is written what to do. */
export const descriptionOf = ({ impact, runbook }: Explanation): string =>
  `${impact} What to do: docs/runbook.md${runbook}`;

export interface ExplainedAlarmProps extends Explanation {
  /** What is watched. */
  readonly metric: IMetric;
  /**
   * The alarm rings from this value on.
   * @default 1 - what is watched should not happen at all
   */
  readonly threshold?: number;
}

/** No alarm without its consequence and its page in the runbook. Missing data do not ring. */
export class ExplainedAlarm extends Alarm {
  constructor(scope: Construct, id: string, { metric, threshold = 1, ...explanation }: ExplainedAlarmProps) {
    super(scope, id, {
      alarmDescription: descriptionOf(explanation),
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
