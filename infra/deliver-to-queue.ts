import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { type AlarmExplanation, ExplainedAlarm } from './explained-alarm.ts';
import type { WatchedQueue } from './watched-queue.ts';

const MONITORING_LOST: AlarmExplanation = {
  symptom: 'EventBridge could not deliver monitoring events.',
  impact: 'Downtime may be missing from credits, unless it is recovered from the alarms’ history.',
  runbook: '#monitoring-events-lost',
};

/**
 * Sends matching events to a queue, or after a day of failures to its dead-letter queue.
 * If the policies of queue or key allow neither, the events are lost and an alarm fires.
 */
export const deliverToQueue = (
  scope: Construct,
  id: string,
  eventPattern: EventPattern,
  to: WatchedQueue,
  lost: AlarmExplanation = MONITORING_LOST,
): Rule => {
  const [arn, deadLetterConfig] = [to.queue.queueArn, { arn: to.deadLetters.queue.queueArn }];
  // The limits of EventBridge, explicit because those of a custom bus differ.
  const retryPolicy = { maximumEventAgeInSeconds: Duration.hours(24).toSeconds(), maximumRetryAttempts: 185 };
  // The CDK's target adds one policy statement per rule, and allows rules of all accounts on an encrypted queue.
  const rule = new Rule(scope, id, {
    eventPattern,
    targets: [{ bind: () => ({ arn, deadLetterConfig, retryPolicy }) }],
  });
  to.allowRule(rule);
  new ExplainedAlarm(scope, `${id}Lost`, {
    ...lost,
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
