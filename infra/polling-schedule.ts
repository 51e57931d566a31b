import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PipelineFunction } from './pipeline-function.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import { HeartbeatAlarm } from './heartbeat-alarm.ts';

export interface PollingScheduleProps {
  /** Polls the status page of every provider. */
  readonly poller: PipelineFunction;
  /** The providers with a status page. */
  readonly pages: readonly string[];
  readonly stage: string;
}

/** Polls the providers' status pages every five minutes. Each page has an alarm for half an hour without a poll. */
export class PollingSchedule extends Construct {
  constructor(scope: Construct, id: string, { poller, pages, stage }: PollingScheduleProps) {
    super(scope, id);
    const interval = Duration.minutes(5);
    if (pages.length > 0) new ScheduledFunction(this, 'Run', { of: poller, interval });
    for (const page of pages) {
      new HeartbeatAlarm(this, `Silent-${page}`, {
        symptom: `The status page of ${page} was not polled for 30 minutes.`,
        impact: 'Credits may be paid for an outage of the provider.',
        runbook: '#status-page-not-polled',
        metricName: 'PollsSucceeded',
        dimensions: { page },
        stage,
        interval,
        missedIntervals: 6,
      });
    }
  }
}
