import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { grantReadAlarms } from './alarm-rules.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { RegularRun } from './regular-run.ts';
import { SilenceAlarm } from './silence-alarm.ts';

export interface ReconciliationProps {
  /** Compares what the alarms tell of themselves with what was heard of them. */
  readonly reconciler: PipelineFunction;
  readonly stage: string;
}

/**
 * Reads the configured alarms every half-hour, so that before any closing, scheduled or asked for, the last reading is minutes old;
 * the first comes with the deployment. CloudWatch forgets after 30 days, so a month cannot be read whole when it is closed.
 */
export class Reconciliation extends Construct {
  constructor(scope: Construct, id: string, { reconciler, stage }: ReconciliationProps) {
    super(scope, id);
    const every = Duration.minutes(30);
    grantReadAlarms(reconciler);
    new RegularRun(this, 'Run', { of: reconciler, every, retryAttempts: 2 });
    new SilenceAlarm(this, 'Silent', {
      impact: 'Alarms were not read for 3 hours: downtime whose events were lost may be missing from credits.',
      runbook: '#alarms-are-not-read',
      counted: 'ReconciliationsCompleted',
      stage,
      every,
      times: 6,
    });
  }
}
