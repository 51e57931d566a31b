import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { callIam, callJson, roleOfFunction, signingClient } from './account-calls.ts';
import { EMULATOR_GAPS } from './emulator-gaps.ts';
import { waitUntilClosed } from './close-deployed-month.ts';
import { NOT_COVERED } from './not-covered.ts';
import { callDeployedApi, endpoint, stackOutput, deployedSqs } from './deployed-stack.ts';
import { queueAttributes } from './deployed-queues.ts';

/** Properties of the deployed account, and the properties of AWS that the emulator lacks. */

describe('as deployed', () => {
  test.each(['BillingQueueUrl', 'WorkQueueUrl'])('%s is ordered and deduplicated within a group', async (name) => {
    expect(await queueAttributes(stackOutput(name))).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
  });

  test('the table has deletion protection', async () => {
    const input = { TableName: stackOutput('TableName') };
    const target = 'DynamoDB_20120810.DescribeTable';
    const described = z.object({ Table: z.object({ DeletionProtectionEnabled: z.boolean() }) });
    const { Table } = await callJson(endpoint, 'dynamodb', target, input, described);
    expect(Table.DeletionProtectionEnabled).toBe(true);
  });

  test('the statements bucket has versioning', async () => {
    const response = await signingClient('s3').fetch(`${endpoint}/${stackOutput('StatementsBucket')}?versioning`);
    expect(await response.text()).toContain('<Status>Enabled</Status>');
  });
});

describe('the emulator enforces permissions', () => {
  const customer = JSON.stringify({ name: 'Control', components: ['api'] });

  test('the API fails without its write permission and works with it again', async () => {
    const role = { RoleName: await roleOfFunction(endpoint, 'Records'), PolicyName: 'control' };
    const deny = { Effect: 'Deny', Action: 'dynamodb:PutItem', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
    await callIam(endpoint, 'PutRolePolicy', { ...role, PolicyDocument });
    expect((await callDeployedApi('PUT', '/customers/control', customer)).status).toBe(500);
    await callIam(endpoint, 'DeleteRolePolicy', role);
    expect((await callDeployedApi('PUT', '/customers/control', customer)).status).toBe(201);
  });

  test('an IAM user without permission cannot call the API', async () => {
    const UserName = 'somebody';
    await callIam(endpoint, 'CreateUser', { UserName });
    const key = await callIam(endpoint, 'CreateAccessKey', { UserName });
    const [accessKeyId = '', secretAccessKey = ''] = ['AccessKeyId', 'SecretAccessKey'].map(
      (element) => new RegExp(`<${element}>([^<]+)`).exec(key)?.[1],
    );
    const somebody = signingClient('execute-api', { accessKeyId, secretAccessKey });
    expect((await callDeployedApi('GET', '/months/2026-03', undefined, somebody)).status).toBe(403);
  });
});

const schedules = z.object({ Schedules: z.array(z.object({ Name: z.string() })) });
const schedule = z.object({ Target: z.object({ Arn: z.string(), Input: z.optional(z.string()) }) });

/** Returns the order that the deployed schedule sends to the closing queue. */
const scheduledOrder = async (): Promise<string> => {
  const scheduler = signingClient('scheduler');
  const { Schedules } = z.parse(schedules, await (await scheduler.fetch(`${endpoint}/schedules`)).json());
  const { QueueArn } = await queueAttributes(stackOutput('ClosingQueueUrl'));
  for (const { Name } of Schedules) {
    const answer = await scheduler.fetch(`${endpoint}/schedules/${Name}`);
    const { Target } = z.parse(schedule, await answer.json());
    if (Target.Arn === QueueArn) return Target.Input ?? '';
  }
  throw new Error('No schedule sends to the closing queue');
};

test('the order of the schedule closes the previous month', async () => {
  const now = new Date().toISOString();
  const MessageBody = (await scheduledOrder()).replace('<aws.scheduler.scheduled-time>', now);
  const QueueUrl = stackOutput('ClosingQueueUrl');
  await deployedSqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds: 0 }));
  const here = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles', year: 'numeric', month: 'numeric' });
  const [year = 0, month = 0] = here
    .formatToParts(new Date(now))
    .flatMap(({ type, value }) => (type === 'literal' ? [] : [Number(value)]));
  const before = new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7);
  const report = await waitUntilClosed(before, (run) => run.includes(now));
  expect(report).toMatchObject({ by: 'schedule', preview: false });
});

afterAll(() => {
  const lines = NOT_COVERED.map(({ what, file, test: title }) => `- ${what}\n  (test/infra/${file}: ${title})`);
  console.log(`Not covered here:\n${lines.join('\n')}\nChanged after the deployment:\n- ${EMULATOR_GAPS.join('\n- ')}`);
});
