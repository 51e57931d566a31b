import { Duration, TimeZone } from 'aws-cdk-lib';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { Config } from '../shared/config/config.ts';
import { closingsAfterGaps } from '../shared/config/schedule.ts';
import type { WatchedQueue } from './watched-queue.ts';

export interface ClosingScheduleProps {
  /** The day and the hour at which the month before is closed. */
  readonly closing: Config['closing'];
  /** The queue of closing orders. */
  readonly to: WatchedQueue;
}

/**
 * Orders the closing of the month before once a month, and a sweep every day, at a local hour.
 * Each month is ordered exactly once. If clocks skip the hour, a schedule for those years orders it at the end of the gap.
 */
export class ClosingSchedule extends Construct {
  constructor(scope: Construct, id: string, { closing, to }: ClosingScheduleProps) {
    super(scope, id);
    const { day, hour, timeZone } = closing;
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
    for (const gap of closingsAfterGaps(closing)) {
      const [month, date, ...time] = [gap.month, gap.day, gap.hour, gap.minute].map((n) => String(n).padStart(2, '0'));
      new Schedule(this, `AfterGap${month}${date}${time.join('')}`, {
        description: `Closes the month before at ${time.join(':')}, ${timeZone}, where clocks skip ${hour}:00 on ${month}-${date}`,
        schedule: ScheduleExpression.cron({
          timeZone: at.timeZone,
          minute: `${gap.minute}`,
          hour: `${gap.hour}`,
          day: `${gap.day}`,
          month: `${gap.month}`,
          year: gap.years.join(','),
        }),
        target: order('scheduled'),
      });
    }
    new Schedule(this, 'Sweep', {
      description: `Reassesses the last closed months for late facts, every day at ${hour}:30, ${timeZone}`,
      schedule: ScheduleExpression.cron({ ...at, minute: '30' }),
      target: order('sweep'),
    });
  }
}
