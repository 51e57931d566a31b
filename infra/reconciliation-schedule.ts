import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { grantReadAlarms } from './alarm-rules.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import { HeartbeatAlarm } from './heartbeat-alarm.ts';

export interface ReconciliationScheduleProps {
  /** Compares the alarms' history with the recorded events. */
  readonly reconciler: PipelineFunction;
  readonly stage: string;
}

/**
 * Reconciles the configured alarms every half-hour, so that no closing uses older reconciliations.
 * CloudWatch keeps an alarm's history for 30 days only, so a closing cannot read a whole month itself.
 */
export class ReconciliationSchedule extends Construct {
  constructor(scope: Construct, id: string, { reconciler, stage }: ReconciliationScheduleProps) {
    super(scope, id);
    const interval = Duration.minutes(30);
    grantReadAlarms(reconciler);
    new ScheduledFunction(this, 'Run', { of: reconciler, interval, retryAttempts: 2 });
    new HeartbeatAlarm(this, 'Silent', {
      symptom: 'Alarms were not reconciled for 3 hours.',
      impact: 'Downtime whose events were lost may be missing from credits.',
      runbook: '#alarms-not-reconciled',
      metricName: 'ReconciliationsCompleted',
      stage,
      interval,
      missedIntervals: 6,
    });
  }
}
