import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ExplainedAlarm } from './explained-alarm.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface FunctionAlarmsProps {
  readonly of: PipelineFunction;
  /** What does not happen while the function fails or is not let run: `A month is not closed: …`. */
  readonly impact: string;
}

/**
 * Rings when a function failed, and when Lambda did not let it run. Both from the first time on: a retry may heal it, and then the
 * alarm is over after five minutes; what no retry heals ends in dead letters, hours later.
 */
export class FunctionAlarms extends Construct {
  constructor(scope: Construct, id: string, { of: fn, impact }: FunctionAlarmsProps) {
    super(scope, id);
    const period = Duration.minutes(5);
    const failed = `${fn.name} failed. ${impact}`;
    const throttled = `${fn.name} was not let run. ${impact}`;
    new ExplainedAlarm(this, 'Errors', {
      impact: failed,
      runbook: '#a-function-fails',
      metric: fn.metricErrors({ period }),
    });
    new ExplainedAlarm(this, 'Throttles', {
      impact: throttled,
      runbook: '#a-function-is-throttled',
      metric: fn.metricThrottles({ period }),
    });
  }
}
