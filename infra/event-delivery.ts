import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { ExplainedAlarm } from './explained-alarm.ts';
import type { WatchedQueue } from './watched-queue.ts';

/**
 * Puts the events that match on a queue; what EventBridge cannot deliver within a day ends in the queue's dead letters. What it can put on
 * neither (a policy, or a key's policy, that does not let it in) is lost, and rings.
 */
export const deliverToQueue = (scope: Construct, id: string, eventPattern: EventPattern, to: WatchedQueue): Rule => {
  const [arn, deadLetterConfig] = [to.queue.queueArn, { arn: to.deadLetters.queue.queueArn }];
  // EventBridge's own limits, said here because a custom bus has others
  const retryPolicy = { maximumEventAgeInSeconds: Duration.hours(24).toSeconds(), maximumRetryAttempts: 185 };
  // The target of the CDK's own adds a statement for each rule, and lets every rule of everybody in where the queue has a key.
  const rule = new Rule(scope, id, {
    eventPattern,
    targets: [{ bind: () => ({ arn, deadLetterConfig, retryPolicy }) }],
  });
  to.letIn(rule);
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
