import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ExplainedAlarm } from './explained-alarm.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface FunctionAlarmsProps {
  readonly of: PipelineFunction;
  /** The impact while the function fails or is throttled: `a month is not closed …`. */
  readonly impact: string;
}

/**
 * Alarms for a function's errors and throttles. Both fire on the first one.
 * If a retry succeeds, the alarm is OK after five minutes.
 * If none does, the message becomes a dead letter hours later.
 */
export class FunctionAlarms extends Construct {
  constructor(scope: Construct, id: string, { of: fn, impact }: FunctionAlarmsProps) {
    super(scope, id);
    const period = Duration.minutes(5);
    new ExplainedAlarm(this, 'Errors', {
      symptom: `The function ${fn.name} failed.`,
      impact,
      runbook: '#function-errors',
      metric: fn.metricErrors({ period }),
    });
    new ExplainedAlarm(this, 'Throttles', {
      symptom: `Lambda throttled the function ${fn.name}.`,
      impact,
      runbook: '#function-throttled',
      metric: fn.metricThrottles({ period }),
    });
  }
}
