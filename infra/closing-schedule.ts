import { Duration, TimeZone } from 'aws-cdk-lib';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { Config } from '../shared/config.ts';
import { Rejected } from '../shared/rejected.ts';
import { neverCloses } from '../shared/schedule.ts';
import type { WatchedQueue } from './watched-queue.ts';

export interface ClosingScheduleProps {
  /** The day and the hour at which the month before is closed, in the contract's time zone. */
  readonly closing: Config['closing'];
  /** The queue that takes the order to close. */
  readonly to: WatchedQueue;
}

/**
 * Orders the closing of the month before, once a month, and every day a look at what was recorded since; summer or winter at the
 * contract's own hour. Throws `Rejected` if clocks skip the hour of a closing, for then nobody would order it.
 */
export class ClosingSchedule extends Construct {
  constructor(scope: Construct, id: string, { closing, to }: ClosingScheduleProps) {
    super(scope, id);
    const { day, hour, timeZone } = closing;
    const month = neverCloses(closing);
    if (month !== undefined) {
      throw new Rejected([
        {
          at: 'closing',
          rule: `an hour that clocks in ${timeZone} skip: ${month} would not be closed`,
          value: closing,
        },
      ]);
    }
    const order = (kind: 'scheduled' | 'sweep'): SqsSendMessage =>
      new SqsSendMessage(to.queue, {
        input: ScheduleTargetInput.fromObject({ kind, scheduledTime: ContextAttribute.scheduledTime }),
        deadLetterQueue: to.deadLetters.queue,
        maxEventAge: Duration.hours(24),
        retryAttempts: 185,
      });
    const at = { hour: `${hour}`, timeZone: TimeZone.of(timeZone) };
    new Schedule(this, 'Schedule', {
      description: `Closes the month before on day ${day} at ${hour}:00, ${timeZone}`,
      schedule: ScheduleExpression.cron({ ...at, minute: '0', day: `${day}` }),
      target: order('scheduled'),
    });
    new Schedule(this, 'Sweep', {
      description: `Looks every day at ${hour}:30, ${timeZone}, for what was recorded after its month was closed`,
      schedule: ScheduleExpression.cron({ ...at, minute: '30' }),
      target: order('sweep'),
    });
  }
}
