import { readFileSync } from 'node:fs';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { synthesise } from '../../infra/synthesise.ts';
import { DELIVERY_ATTEMPTS } from '../../shared/messaging/delivery-waits.ts';
import { exampleConfig, webhookConfig } from './example-config.ts';

const template = Template.fromJSON(synthesise(exampleConfig, 'test'));
const withWebhook = Template.fromJSON(synthesise(webhookConfig, 'test'));
const queues = Object.entries(template.findResources('AWS::SQS::Queue'));
const workQueues = queues.filter(([, queue]) => 'RedrivePolicy' in queue.Properties);
const deadLetters = queues.filter(([, queue]) => !('RedrivePolicy' in queue.Properties));

test('six queues have dead-letter queues; invalid webhooks and failed mail have one', () => {
  expect(workQueues.map(([id]) => id.replace(/Queue[0-9A-F]{8}$/, ''))).toEqual([
    'QueuesIntake',
    'QueuesClosing',
    'QueuesWork',
    'QueuesBilling',
    'MailBounces',
    'MailStatements',
  ]);
  expect(deadLetters).toHaveLength(8);
});

test.each(workQueues)('%s has a dead-letter queue of its kind', (_, queue) => {
  const target: string = queue.Properties.RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0];
  const found = deadLetters.find(([id]) => id === target);
  expect(found?.[1].Properties.FifoQueue).toBe(queue.Properties.FifoQueue);
  expect(queue.Properties.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(5);
});

test.each(deadLetters)('%s keeps its messages for 14 days', (_, queue) => {
  expect(queue.Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
});

test.each(queues)('%s is encrypted and requires TLS', (id, queue) => {
  expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    Queues: [{ Ref: id }],
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Deny',
          Action: 'sqs:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    },
  });
});

test.each(['work', 'billing', 'statement-mail'])('the %s queue orders and deduplicates within a group', (name) => {
  template.hasResourceProperties('AWS::SQS::Queue', {
    QueueName: `sla-credits-test-${name}.fifo`,
    FifoQueue: true,
    ContentBasedDeduplication: false,
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
  });
});

test('the billing queue keeps messages for 14 days', () => {
  template.hasResourceProperties('AWS::SQS::Queue', {
    QueueName: 'sla-credits-test-billing.fifo',
    MessageRetentionPeriod: 14 * 24 * 3600,
  });
});

test.each([
  ['Stripe', template, 10],
  ['the outgoing webhook', withWebhook, DELIVERY_ATTEMPTS],
])('with %s a billing message has enough attempts', (_, each, maxReceiveCount) => {
  each.hasResourceProperties('AWS::SQS::Queue', {
    QueueName: 'sla-credits-test-billing.fifo',
    RedrivePolicy: Match.objectLike({ maxReceiveCount }),
  });
});

test('only closing orders are delayed, by five minutes', () => {
  const delays = workQueues.map(([id, queue]) => [id.replace(/Queue[0-9A-F]{8}$/, ''), queue.Properties.DelaySeconds]);
  expect(Object.fromEntries(delays)).toEqual({
    QueuesIntake: undefined,
    QueuesClosing: 300,
    QueuesWork: undefined,
    QueuesBilling: undefined,
    MailBounces: undefined,
    MailStatements: undefined,
  });
});

describe.each(Object.entries(template.findResources('AWS::Lambda::EventSourceMapping')))('%s', (_, mapping) => {
  const queue = template.findResources('AWS::SQS::Queue')[mapping.Properties.EventSourceArn['Fn::GetAtt'][0]];
  const reader = template.findResources('AWS::Lambda::Function')[mapping.Properties.FunctionName.Ref];

  test("the visibility timeout is six times the function's limit", () => {
    expect(queue?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * reader?.Properties.Timeout);
  });

  test('only failed messages are retried, with limited concurrency', () => {
    expect(mapping.Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    expect(mapping.Properties.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
  });
});

test('alarm events have batches of ten, others of one', () => {
  const sizes = Object.values(template.findResources('AWS::Lambda::EventSourceMapping')).map(
    ({ Properties }) => Properties.BatchSize,
  );
  expect(sizes).toEqual([10, 1, 1, 1, 1, 1]);
});

describe('alarms', () => {
  const alarms = [template, withWebhook].flatMap((each) =>
    Object.entries(each.findResources('AWS::CloudWatch::Alarm')),
  );
  // A section about review items states that no alarm fires.
  const headings = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')
    .split('\n## ')
    .slice(1)
    .filter((section) => !section.includes('\nNo alarm fires.\n'))
    .map((section) => `#${section.split('\n', 1)[0]?.toLowerCase().replaceAll(' ', '-')}`);

  test.each(deadLetters)('the alarm of %s fires on the first message', (id) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
      Statistic: 'Maximum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test.each(alarms)('%s has symptom, impact and a runbook heading', (_, alarm) => {
    const [, heading] =
      /^Symptom: .+\. Impact: .+\. Action: docs\/runbook\.md(#.+)$/.exec(alarm.Properties.AlarmDescription) ?? [];
    expect(headings).toContain(heading);
  });

  test('every heading of the runbook is about an alarm or review items', () => {
    const named = alarms.map(([, alarm]) => alarm.Properties.AlarmDescription.replace(/^.*#/, '#'));
    expect(new Set(named)).toEqual(new Set(headings));
  });

  test.each(alarms)('%s notifies when it fires and when it is OK', (_, alarm) => {
    const [topic] = Object.keys(template.findResources('AWS::SNS::Topic'));
    expect(alarm.Properties.AlarmActions).toEqual([{ Ref: topic }]);
    expect(alarm.Properties.OKActions).toEqual([{ Ref: topic }]);
  });

  test('CloudWatch may publish to the alerts topic', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
          }),
        ]),
      },
    });
  });
});
