import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Config } from '../shared/config.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { RegularRun } from './regular-run.ts';
import { SilenceAlarm } from './silence-alarm.ts';

export interface PollingProps {
  /** Reads the status page of every provider. */
  readonly poller: PipelineFunction;
  readonly providers: Config['providers'];
  readonly stage: string;
}

/** Reads the providers' status pages every five minutes; a page that could not be read for half an hour is an alarm of its own. */
export class Polling extends Construct {
  constructor(scope: Construct, id: string, { poller, providers, stage }: PollingProps) {
    super(scope, id);
    const every = Duration.minutes(5);
    if (Object.keys(providers).length > 0) new RegularRun(this, 'Run', { of: poller, every });
    for (const page of Object.keys(providers)) {
      new SilenceAlarm(this, `Silent-${page}`, {
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
