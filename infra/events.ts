import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { ExplainedAlarm } from './explained-alarm.ts';
import type { WatchedQueue } from './watched-queue.ts';

/**
 * Puts the events that match on a queue; what EventBridge cannot deliver within a day ends in the queue's dead letters. What it can put on
 * neither (a policy, or a key's policy, that does not let it in) is lost, and rings.
 */
export const deliver = (scope: Construct, id: string, eventPattern: EventPattern, to: WatchedQueue): Rule => {
  const rule = new Rule(scope, id, {
    eventPattern,
    targets: [
      new SqsQueue(to.queue, {
        deadLetterQueue: to.deadLetters.queue,
        maxEventAge: Duration.hours(24), // EventBridge's own limits, said here because a custom bus has others
        retryAttempts: 185,
      }),
    ],
  });
  new ExplainedAlarm(scope, `${id}Lost`, {
    impact:
      'Monitoring events were lost: downtime may be missing from credits, unless it is read from the alarms’ history.',
    runbook: '#monitoring-events-were-lost',
    metric: new Metric({
      namespace: 'AWS/Events',
      metricName: 'InvocationsFailedToBeSentToDlq',
      dimensionsMap: { RuleName: rule.ruleName },
      statistic: 'Sum',
      period: Duration.minutes(5),
    }),
  });
  return rule;
};
