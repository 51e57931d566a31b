import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { SlaCreditsStack } from '../../infra/stack.ts';
import { synthesise } from '../../infra/synthesise.ts';
import { exampleConfig } from './example-config.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const template = Template.fromJSON(synthesise(exampleConfig, 'test', { keyArn: KEY }));
const all = (type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);

describe('a customer-managed key encrypts', () => {
  test('the table', () => {
    expect(all('AWS::DynamoDB::Table').map(({ SSESpecification }) => SSESpecification)).toEqual([
      { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY },
    ]);
  });

  test('every queue and dead-letter queue', () => {
    const queues = all('AWS::SQS::Queue');
    expect(queues).toHaveLength(14);
    for (const queue of queues) {
      expect(queue).toMatchObject({ KmsMasterKeyId: KEY });
      expect(queue).not.toHaveProperty('SqsManagedSseEnabled');
    }
  });

  test('the statements', () => {
    expect(all('AWS::S3::Bucket').map(({ BucketEncryption }) => BucketEncryption)).toEqual([
      {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
          },
        ],
      },
    ]);
  });

  test('the secrets, and every log', () => {
    expect(all('AWS::SecretsManager::Secret').map(({ KmsKeyId }) => KmsKeyId)).toEqual([KEY, KEY, KEY]);
    const logs = all('AWS::Logs::LogGroup').map(({ KmsKeyId }) => KmsKeyId);
    expect(logs).toHaveLength(18);
    expect(new Set(logs)).toEqual(new Set([KEY]));
  });
});

const statementsOf = (role: string) =>
  all('AWS::IAM::Policy')
    .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref.startsWith(role)))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Resource }) => Resource === KEY);

test.each([
  'IngestCloudWatch',
  'IngestTwilio',
  'Records',
  'CloseMonth',
  'AssessCustomers',
  'PollTwilio',
  'ReconcileAlarms',
])('%s may use the key only through its services', (name) => {
  const via = ['dynamodb', 'sqs', 's3', 'secretsmanager'].map((service) => ({
    'Fn::Join': ['', [`${service}.`, { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
  }));
  expect(statementsOf(`${name}Role`)).toEqual([
    {
      Effect: 'Allow',
      Action: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      Resource: KEY,
      Condition: { StringEquals: { 'kms:ViaService': via } },
    },
  ]);
});

test('the closing schedules may encrypt their orders', () => {
  const roles = all('AWS::Scheduler::Schedule').flatMap(({ Target }) =>
    'Input' in Target ? [Target.RoleArn['Fn::GetAtt'][0]] : [],
  );
  expect(roles.length).toBeGreaterThan(0);
  for (const role of roles) {
    const actions = statementsOf(role).flatMap(({ Action }) => Action);
    expect(actions).toContain('kms:Decrypt');
    expect(actions.some((action: string) => action.startsWith('kms:GenerateDataKey'))).toBe(true);
  }
});

test('a stack with a key breaks no rule of AWS Solutions', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  new SlaCreditsStack(app, 'Example', { stage: 'test', config: exampleConfig, keyArn: KEY });
  expect(() => app.synth()).not.toThrow();
});

test('a stack without a key does not use KMS', () => {
  expect(JSON.stringify(synthesise(exampleConfig, 'test'))).not.toMatch(/kms/i);
});
