import { readFileSync } from 'node:fs';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { callIam, callJson, roleOf, signedFor } from './account-calls.ts';
import { GAPS } from './emulator-gaps.ts';
import { closed } from './close-deployed-month.ts';
import { NOT_COVERED } from './not-covered.ts';
import { callApi, endpoint, output, sqs } from './deployed-stack.ts';
import { attributesOf } from './deployed-queues.ts';

/** What the account is like once the stack is deployed, and what of AWS it cannot show. */

describe('as deployed', () => {
  test.each(['BillingQueueUrl', 'WorkQueueUrl'])('%s is ordered and deduplicated within a group', async (name) => {
    expect(await attributesOf(output(name))).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
  });

  test('the table cannot be deleted', async () => {
    const input = { TableName: output('TableName') };
    const target = 'DynamoDB_20120810.DescribeTable';
    const described = z.object({ Table: z.object({ DeletionProtectionEnabled: z.boolean() }) });
    const { Table } = await callJson(endpoint, 'dynamodb', target, input, described);
    expect(Table.DeletionProtectionEnabled).toBe(true);
  });

  test('statements keep their versions', async () => {
    const response = await signedFor('s3').fetch(`${endpoint}/${output('StatementsBucket')}?versioning`);
    expect(await response.text()).toContain('<Status>Enabled</Status>');
  });
});

describe('permissions are enforced, so that what works here is allowed', () => {
  const customer = JSON.stringify({ name: 'Control', components: ['api'] });

  test('without its permission to write, the API cannot; given back, it can', async () => {
    const role = { RoleName: await roleOf(endpoint, 'Records'), PolicyName: 'control' };
    const deny = { Effect: 'Deny', Action: 'dynamodb:PutItem', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
    await callIam(endpoint, 'PutRolePolicy', { ...role, PolicyDocument });
    expect((await callApi('PUT', '/customers/control', customer)).status).toBe(500);
    await callIam(endpoint, 'DeleteRolePolicy', role);
    expect((await callApi('PUT', '/customers/control', customer)).status).toBe(200);
  });

  test('who may not call the API is turned away', async () => {
    const UserName = 'somebody';
    await callIam(endpoint, 'CreateUser', { UserName });
    const key = await callIam(endpoint, 'CreateAccessKey', { UserName });
    const [accessKeyId = '', secretAccessKey = ''] = ['AccessKeyId', 'SecretAccessKey'].map(
      (element) => new RegExp(`<${element}>([^<]+)`).exec(key)?.[1],
    );
    const somebody = signedFor('execute-api', { accessKeyId, secretAccessKey });
    expect((await callApi('GET', '/months/2026-03', undefined, somebody)).status).toBe(403);
  });
});

const schedules = z.object({ Schedules: z.array(z.object({ Name: z.string() })) });
const schedule = z.object({ Target: z.object({ Arn: z.string(), Input: z.optional(z.string()) }) });

/** What the deployed schedule sends to the closing queue. */
const scheduledOrder = async (): Promise<string> => {
  const scheduler = signedFor('scheduler');
  const { Schedules } = z.parse(schedules, await (await scheduler.fetch(`${endpoint}/schedules`)).json());
  const { QueueArn } = await attributesOf(output('ClosingQueueUrl'));
  for (const { Name } of Schedules) {
    const answer = await scheduler.fetch(`${endpoint}/schedules/${Name}`);
    const { Target } = z.parse(schedule, await answer.json());
    if (Target.Arn === QueueArn) return Target.Input ?? '';
  }
  throw new Error('No schedule orders a closing');
};

test('what the schedule sends closes the month before', async () => {
  const now = new Date().toISOString();
  const MessageBody = (await scheduledOrder()).replace('<aws.scheduler.scheduled-time>', now);
  const QueueUrl = output('ClosingQueueUrl');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds: 0 }));
  const here = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles', year: 'numeric', month: 'numeric' });
  const [year = 0, month = 0] = here
    .formatToParts(new Date(now))
    .flatMap(({ type, value }) => (type === 'literal' ? [] : [Number(value)]));
  const before = new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7);
  const report = await closed(before, (run) => run.includes(now));
  expect(report).toMatchObject({ by: 'schedule', preview: false });
});

test.each(NOT_COVERED)('not covered: $what; a test of the template stands in', ({ file, test: title }) => {
  expect(readFileSync(new URL(`../infra/${file}`, import.meta.url), 'utf8')).toContain(title);
});

afterAll(() => {
  const lines = NOT_COVERED.map(({ what, file, test: title }) => `- ${what}\n  (test/infra/${file}: ${title})`);
  console.log(`Not covered here:\n${lines.join('\n')}\nChanged after the deployment:\n- ${GAPS.join('\n- ')}`);
});
