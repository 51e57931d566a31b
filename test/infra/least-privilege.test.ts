import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { synthesise, type SynthesisedTemplate } from '../../infra/synthesise.ts';
import { exampleConfig, webhookConfig } from './example-config.ts';
import { differences, grantedActions } from './granted-actions.ts';
import { neededActions } from './needed-actions.ts';

const template = synthesise(exampleConfig, 'test');
/** A stack has one consumer of the billing queue, so that the other one needs a second template. */
const withWebhook = synthesise(webhookConfig, 'test');
const folders = readdirSync(new URL('../../functions', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'lambda')
  .map(({ name }) => name);

const needed = new Map<string, ReadonlySet<string>>();
beforeAll(async () => {
  for (const name of folders) needed.set(name, await neededActions(name));
});

/** Where a template's functions differ from their code, function by function. */
const found = (of: SynthesisedTemplate): Record<string, string[]> =>
  Object.fromEntries(
    [...grantedActions(of)]
      .map(([name, granted]): [string, string[]] => [name, differences(granted, needed.get(name) ?? new Set())])
      .filter(([, list]) => list.length > 0),
  );

test('every folder of functions/ is a function of the template', () => {
  const names = new Set([template, withWebhook].flatMap((each) => [...grantedActions(each).keys()]));
  expect([...names].toSorted()).toEqual(folders.toSorted());
});

test('each function has exactly the permissions of its code', () => {
  expect(found(template)).toEqual({});
  expect(found(withWebhook)).toEqual({});
});

test.each([
  ['ingest-cloudwatch', ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'sqs:SendMessage']],
  [
    'assess-customers',
    [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      's3:PutObject',
      'sqs:SendMessage',
    ],
  ],
])('the needed actions of %s are detected', (name, expected) => {
  expect([...(needed.get(name) ?? [])].toSorted()).toEqual(expected);
});

/** A copy of the template with a function's policy changed by hand. */
const withPolicy = (role: string, change: (statements: unknown[]) => unknown[], of = template): SynthesisedTemplate => {
  const copy = structuredClone(of);
  const id = Object.keys(copy.Resources).find((each) => each.startsWith(`${role}RoleDefaultPolicy`)) ?? 'none';
  const properties = copy.Resources[id]?.Properties ?? {};
  const document: unknown = properties['PolicyDocument'];
  if (typeof document !== 'object' || document === null || !('Statement' in document)) throw new Error(`no ${role}`);
  if (!Array.isArray(document.Statement)) throw new Error(`${role} has no statements`);
  document.Statement = change(document.Statement);
  return copy;
};

const allow = (Action: string, Resource: unknown = '*') => ({ Effect: 'Allow', Action, Resource });
const without = (action: string) => (statements: unknown[]) =>
  statements.map((each): unknown => {
    const removed: unknown = JSON.parse(JSON.stringify(each).replace(`"${action}"`, '"xray:PutTraceSegments"'));
    return removed;
  });

describe('a manual change is detected:', () => {
  test.each([
    ['IngestCloudWatch', 'ingest-cloudwatch', 'dynamodb:PutItem'],
    ['IngestTwilio', 'ingest-twilio', 'secretsmanager:GetSecretValue'],
    ['Records', 'records', 'dynamodb:Query'],
    ['Console', 'console', 'sqs:SendMessage'],
    ['CloseMonth', 'close-month', 'sqs:DeleteMessage'],
    ['CloseMonth', 'close-month', 'dynamodb:UpdateItem'],
    ['AssessCustomers', 'assess-customers', 's3:PutObject'],
    ['AssessCustomers', 'assess-customers', 'dynamodb:UpdateItem'],
    ['ReconcileAlarms', 'reconcile-alarms', 'cloudwatch:DescribeAlarmHistory'],
    ['PollTwilio', 'poll-twilio', 'sqs:SendMessage'],
    ['PollTwilio', 'poll-twilio', 'logs:PutLogEvents'],
  ])('%s without a grant (%s: %s)', (role, name, action) => {
    expect(found(withPolicy(role, without(action)))[name]).toContain(`missing: ${action}`);
  });

  test('the outgoing webhook without its postponement', () => {
    const changed = withPolicy('InvoiceWebhook', without('sqs:ChangeMessageVisibility'), withWebhook);
    expect(found(changed)).toEqual({
      'invoice-webhook': expect.arrayContaining(['missing: sqs:ChangeMessageVisibility']),
    });
  });

  test.each([
    ['IngestCloudWatch', 'ingest-cloudwatch', 'dynamodb:DeleteItem'],
    ['IngestTwilio', 'ingest-twilio', 'dynamodb:Scan'],
    ['Records', 'records', 's3:PutObject'],
    ['Console', 'console', 'dynamodb:UpdateItem'],
    ['CloseMonth', 'close-month', 'dynamodb:DeleteItem'],
    ['AssessCustomers', 'assess-customers', 's3:GetObject'],
    ['ReconcileAlarms', 'reconcile-alarms', 'cloudwatch:*'],
    ['PollTwilio', 'poll-twilio', 'sqs:ReceiveMessage'],
  ])('%s with one too many (%s: %s)', (role, name, action) => {
    const changed = withPolicy(role, (statements) => [...statements, allow(action)]);
    expect(found(changed)).toEqual({ [name]: [`unused: ${action}`] });
  });

  test('the same grant on another resource', () => {
    const work = Object.keys(template.Resources).find((id) => id.startsWith('QueuesWorkQueue')) ?? '';
    const changed = withPolicy('Records', (statements) => [
      ...statements,
      allow('sqs:SendMessage', { 'Fn::GetAtt': [work, 'Arn'] }),
    ]);
    expect(found(changed)).toEqual({ records: [`allowed and not named: ${work}`] });
  });

  test.each([
    ['without a condition', undefined],
    ['of the lists', { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['list#*'] } }],
  ])('a query %s, for a function that lists no customers', (_, Condition) => {
    const query = { ...allow('dynamodb:Query'), ...(Condition === undefined ? {} : { Condition }) };
    const changed = withPolicy('IngestCloudWatch', (statements) => [...statements, query]);
    expect(found(changed)).toEqual({ 'ingest-cloudwatch': ['unused: dynamodb:Query of the lists'] });
  });

  test('the query of the lists, missing for a function that lists customers', () => {
    const changed = withPolicy('CloseMonth', without('list#*'));
    expect(found(changed)).toEqual({ 'close-month': ['missing: dynamodb:Query of the lists'] });
  });
});
