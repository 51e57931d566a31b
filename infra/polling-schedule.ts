import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Config } from '../shared/config/config.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import { HeartbeatAlarm } from './heartbeat-alarm.ts';

export interface PollingScheduleProps {
  /** Reads the status page of every provider. */
  readonly poller: PipelineFunction;
  readonly providers: Config['providers'];
  readonly stage: string;
}

/** Reads the providers' status pages every five minutes; a page that could not be read for half an hour is an alarm of its own. */
export class PollingSchedule extends Construct {
  constructor(scope: Construct, id: string, { poller, providers, stage }: PollingScheduleProps) {
    super(scope, id);
    const every = Duration.minutes(5);
    if (Object.keys(providers).length > 0) new ScheduledFunction(this, 'Run', { of: poller, every });
    for (const page of Object.keys(providers)) {
      new HeartbeatAlarm(this, `Silent-${page}`, {
        impact: `The status page of ${page} was not read for 30 minutes: an outage of theirs may be credited as if it were ours.`,
        runbook: '#a-status-page-is-silent',
        counted: 'PollsSucceeded',
        by: { page },
        stage,
        every,
        times: 6,
      });
    }
  }
}
