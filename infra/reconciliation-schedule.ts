import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { grantReadAlarms } from './alarm-rules.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import { HeartbeatAlarm } from './heartbeat-alarm.ts';

export interface ReconciliationScheduleProps {
  /** Compares what the alarms tell of themselves with what was heard of them. */
  readonly reconciler: PipelineFunction;
  readonly stage: string;
}

/**
 * Reads the configured alarms every half-hour, so that before any closing, scheduled or asked for, the last reading is minutes old;
 * the first comes with the deployment. CloudWatch forgets after 30 days, so a month cannot be read whole when it is closed.
 */
export class ReconciliationSchedule extends Construct {
  constructor(scope: Construct, id: string, { reconciler, stage }: ReconciliationScheduleProps) {
    super(scope, id);
    const every = Duration.minutes(30);
    grantReadAlarms(reconciler);
    new ScheduledFunction(this, 'Run', { of: reconciler, every, retryAttempts: 2 });
    new HeartbeatAlarm(this, 'Silent', {
      impact: 'Alarms were not read for 3 hours: downtime whose events were lost may be missing from credits.',
      runbook: '#alarms-are-not-read',
      counted: 'ReconciliationsCompleted',
      stage,
      every,
      times: 6,
    });
  }
}
