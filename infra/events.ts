import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { WatchedQueue } from './watched-queue.ts';

/** Puts the events that match on a queue; what EventBridge cannot deliver within a day ends in the queue's dead letters. */
export const deliver = (scope: Construct, id: string, eventPattern: EventPattern, to: WatchedQueue): Rule =>
  new Rule(scope, id, {
    eventPattern,
    targets: [
      new SqsQueue(to.queue, {
        deadLetterQueue: to.deadLetters.queue,
        maxEventAge: Duration.hours(24), // EventBridge's own limits, said here because a custom bus has others
        retryAttempts: 185,
      }),
    ],
  });
