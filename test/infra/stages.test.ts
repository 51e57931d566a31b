import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { SlaCreditsStack } from '../../infra/stack.ts';
import { exampleConfig } from './example-config.ts';

/** The property by which a resource is given a name of its own, where it can be. */
const NAMES =
  /^(?:QueueName|TableName|BucketName|FunctionName|RoleName|PolicyName|LogGroupName|AlarmName|TopicName|DashboardName|Name)$/;
/** Resources whose names are unique within their parent: an inline policy of a role, a rule of a stage. */
const INNER = new Set([
  'AWS::IAM::Policy',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::Lambda::EventInvokeConfig',
]);

const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const stackOf = (stage: string) => new SlaCreditsStack(app, `sla-credits-${stage}`, { stage, config: exampleConfig });
const stacks = [stackOf('prod'), stackOf('staging')] as const;
const [prod, staging] = [Template.fromStack(stacks[0]), Template.fromStack(stacks[1])];

const resources = z.record(
  z.string(),
  z.object({ Type: z.string(), Properties: z.prefault(z.record(z.string(), z.unknown()), {}) }),
);

/** Names that a template gives, each with its type. */
const namesIn = (template: Template): string[] =>
  Object.values(z.parse(resources, template.toJSON()['Resources'])).flatMap(({ Type, Properties }) =>
    INNER.has(Type)
      ? []
      : Object.entries(Properties).flatMap(([key, value]) =>
          NAMES.test(key) && typeof value === 'string' ? [`${Type} ${value}`] : [],
        ),
  );

const stagesOf = (template: Template) =>
  new Set(
    Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment.Variables.SLA_STAGE,
    ),
  );

test('two stages share no name', () => {
  const [one, other] = [namesIn(prod), namesIn(staging)];
  expect(one).toContain('AWS::SQS::Queue sla-credits-prod-billing.fifo');
  expect(other).toHaveLength(one.length);
  expect(one.filter((name) => other.includes(name))).toEqual([]);
});

test('only FIFO queues and the APIs have names', () => {
  const names = namesIn(prod).filter((name) => !name.endsWith('.fifo'));
  expect(names.toSorted()).toEqual([
    'AWS::ApiGatewayV2::Api sla-credits-prod',
    'AWS::ApiGatewayV2::Api sla-credits-prod-console',
    'AWS::ApiGatewayV2::Api sla-credits-prod-notices',
    'AWS::ApiGatewayV2::Api sla-credits-prod-webhook',
  ]);
});

test('stages export and import nothing', () => {
  for (const template of [prod, staging]) {
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toContain('Fn::ImportValue');
    expect(text).not.toContain('"Export"');
  }
  expect(JSON.stringify(staging.toJSON())).not.toContain('sla-credits-prod');
});

test('metrics, alarms and messages contain their stage', () => {
  expect(stagesOf(prod)).toEqual(new Set(['prod']));
  expect(stagesOf(staging)).toEqual(new Set(['staging']));
  const alarms = Object.values(staging.findResources('AWS::CloudWatch::Alarm')).filter(
    ({ Properties }) => Properties.Namespace === 'sla-credits',
  );
  expect(alarms.length).toBeGreaterThan(0);
  for (const { Properties } of alarms)
    expect(Properties.Dimensions).toContainEqual({ Name: 'service', Value: 'staging' });
});

/** A logical id derives from construct ids. A renamed construct would be replaced by an empty resource, and the ledger lost. */
test('stateful resources keep their logical ids', () => {
  const kept = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::SecretsManager::Secret'];
  expect(kept.flatMap((type) => Object.keys(prod.findResources(type)))).toEqual([
    'Table710B521B',
    'StatementsBucket0C080814',
    'QueuesIntakeDeadLettersQueueCF4FAA42',
    'QueuesIntakeQueueD2C91A39',
    'QueuesWebhookRefusedQueue2EFD3928',
    'QueuesClosingDeadLettersQueue8DE87347',
    'QueuesClosingQueue65BDEDFA',
    'QueuesWorkDeadLettersQueueC3E46D16',
    'QueuesWorkQueueC4EB417C',
    'QueuesBillingDeadLettersQueue1C0D781B',
    'QueuesBillingQueueB60FB85D',
    'NoticeDoorsFailedMailQueue2CE02588',
    'MailBouncesDeadLettersQueue9F23AA57',
    'MailBouncesQueueAE5F392B',
    'MailStatementsDeadLettersQueueCA00080C',
    'MailStatementsQueue33B3593C',
    'WebhookSecret11F7963D',
    'NoticeDoorsWebhookSecretE8FB3C4B',
    'SignInSessionF8ABBF83',
  ]);
});
