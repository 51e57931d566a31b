import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { splitAlarms } from '../../infra/alarm-rules.ts';
import { synthesise } from '../../infra/synthesise.ts';
import type { Config } from '../../shared/config/config.ts';
import { configuredAlarms, exampleConfig } from './example-config.ts';

const templateOf = (changes: Partial<Config>): Template =>
  Template.fromJSON(synthesise({ ...exampleConfig, ...changes }, 'test'));
const template = templateOf({});

const ownAlarm = (name: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':cloudwatch:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      `:alarm:${name}`,
    ],
  ],
});

test('rules match the configured alarms once, including their deletion', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change', 'CloudWatch Alarm Configuration Change'],
      resources: [
        ownAlarm('voice-call-errors'),
        ownAlarm('api-5xx'),
        'arn:aws:cloudwatch:eu-west-1:210987654321:alarm:api-probe',
      ],
    },
  });
});

test('a rule matches AWS Health issues of the dependencies', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.health'],
      'detail-type': ['AWS Health Event'],
      detail: { eventTypeCategory: ['issue'], service: ['LAMBDA', 'DYNAMODB', 'MULTIPLE_SERVICES'] },
    },
  });
});

test('a rule matches the bounces and complaints of the stage alone', () => {
  const set = { Ref: expect.stringMatching(/^MailSet/) };
  const [, rule] =
    Object.entries(template.findResources('AWS::Events::Rule')).find(([id]) => id.startsWith('Mail')) ?? [];
  expect(rule?.Properties.EventPattern).toEqual({
    source: ['aws.ses'],
    'detail-type': ['Email Bounced', 'Email Complaint Received'],
    detail: { mail: { tags: { 'ses:configuration-set': [set] } } },
  });
  const [events] = Object.values(template.findResources('AWS::SES::ConfigurationSetEventDestination'));
  expect(events?.Properties).toMatchObject({
    ConfigurationSetName: set,
    EventDestination: { Enabled: true, MatchingEventTypes: ['bounce', 'complaint'] },
  });
});

test('a configuration without mail to customers has no resource for it', () => {
  const { email } = exampleConfig.notices ?? {};
  const without = templateOf({ notices: { email } });
  for (const type of ['AWS::SES::ConfigurationSet', 'AWS::SES::ConfigurationSetEventDestination'])
    without.resourceCountIs(type, 0);
  expect(JSON.stringify(without.toJSON())).not.toMatch(/ses:SendEmail|ses:GetAccount|mail-statements/);
});

test('no alarms and no AWS dependencies make no rules', () => {
  const components = { api: { alarms: [], dependsOn: [] } };
  templateOf({ components, notices: undefined }).resourceCountIs('AWS::Events::Rule', 0);
});

test.each(Object.entries(template.findResources('AWS::Events::Rule')))(
  '%s delivers to its queue for a day, then to dead letters',
  (id, rule) => {
    const queue = id.startsWith('MailRule') ? 'MailBounces' : 'QueuesIntake';
    expect(rule.Properties.Targets).toEqual([
      {
        Id: 'Target0',
        Arn: { 'Fn::GetAtt': [expect.stringMatching(`^${queue}Queue`), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(`^${queue}DeadLetters`), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 24 * 3600, MaximumRetryAttempts: 185 },
      },
    ]);
  },
);

/** The pattern as text, in the partition and region with the longest names. */
const deployed = (pattern: unknown): string => {
  const values = {
    'AWS::Partition': 'aws-us-gov',
    'AWS::Region': 'us-isof-south-1',
    'AWS::AccountId': '123456789012',
  };
  const text = Object.entries(values).reduce(
    (written, [name, value]) => written.replaceAll(`{"Ref":"${name}"}`, `"${value}"`),
    JSON.stringify(pattern),
  );
  return JSON.stringify(JSON.parse(text), (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'Fn::Join' in value && Array.isArray(value['Fn::Join'])
      ? value['Fn::Join'][1].join('')
      : value,
  );
};

const withAlarms = (count: number, length: number) => {
  const alarms = Array.from({ length: count }, (_, index) => `a${String(index).padStart(5, '0')}`.padEnd(length, 'x'));
  return () => templateOf({ components: { api: { alarms: configuredAlarms(alarms), dependsOn: [] } } });
};

describe('the limit of a rule’s pattern', () => {
  const longNames = Array.from({ length: 40 }, (_, index) => `${index}-${'"x'.repeat(120)}`);
  const shortNames = Array.from({ length: 400 }, (_, index) => `alarm-${index}`);

  test.each([
    ['long names', longNames],
    ['short names', shortNames],
  ])('%s are split over rules within the limit in any region', (_, alarms) => {
    const rules = templateOf({
      components: { api: { alarms: configuredAlarms(alarms), dependsOn: [] } },
    }).findResources('AWS::Events::Rule');
    const patterns = Object.values(rules).map(({ Properties }) => deployed(Properties.EventPattern));
    expect(patterns.length).toBeGreaterThan(1);
    expect(Math.max(...patterns.map((pattern) => pattern.length))).toBeLessThanOrEqual(2048);
    for (const alarm of alarms) {
      expect(patterns.filter((pattern) => pattern.includes(`:alarm:${JSON.stringify(alarm).slice(1)}`))).toHaveLength(
        1,
      );
    }
  });

  test('the synthesis fails with too many alarms for the queue policy', () => {
    expect(withAlarms(1400, 40)).toThrow(/^1400 alarms are too many: their \d+ rules make .* 8192/);
    expect(withAlarms(1000, 90)).toThrow(/^1000 alarms are too many/);
    expect(withAlarms(480, 250)).toThrow(/^480 alarms are too many/);
    expect(withAlarms(1200, 40)).not.toThrow();
  });

  test('adding an alarm at the end moves no other', () => {
    const before = splitAlarms(shortNames);
    const after = splitAlarms([...shortNames, 'one-more']);
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
    expect(after.flat()).toEqual([...shortNames, 'one-more']);
  });

  test('an empty list makes no rule', () => {
    expect(splitAlarms([])).toEqual([]);
  });
});

test('the schedule closes at the configured day, hour and zone', () => {
  const closing = { day: 3, hour: 9, timeZone: 'Europe/Berlin' };
  templateOf({ closing }).hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(0 9 3 * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: 'ENABLED',
  });
});

const cronsOf = (closing: Config['closing']): string[] =>
  Object.values(templateOf({ closing }).findResources('AWS::Scheduler::Schedule'))
    .map(({ Properties }) => String(Properties.ScheduleExpression))
    .filter((expression) => expression.startsWith('cron'));

test("a skipped hour has a schedule at the gap's end", () => {
  const closing = { day: 8, hour: 2, timeZone: 'America/Los_Angeles' };
  expect(cronsOf(closing)).toEqual(['cron(0 2 8 * ? *)', 'cron(0 3 8 3 ? 2020,2026,2037)', 'cron(30 2 * * ? *)']);
  expect(cronsOf({ ...closing, hour: 3 })).toEqual(['cron(0 3 8 * ? *)', 'cron(30 3 * * ? *)']);
});

test('the order contains its scheduled time', () => {
  const [schedule] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
  expect(schedule?.Properties.Target).toMatchObject({
    Arn: { 'Fn::GetAtt': [expect.stringMatching(/^QueuesClosingQueue/), 'Arn'] },
    DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^QueuesClosingDeadLetters/), 'Arn'] } },
    RetryPolicy: { MaximumEventAgeInSeconds: 24 * 3600, MaximumRetryAttempts: 185 },
    Input: '{"kind":"scheduled","scheduledTime":"<aws.scheduler.scheduled-time>"}',
  });
});
