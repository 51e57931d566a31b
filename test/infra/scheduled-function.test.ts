import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { synthesise } from '../../infra/synthesise.ts';
import { exampleConfig } from './example-config.ts';

const template = Template.fromJSON(synthesise(exampleConfig, 'test'));

const idOf = (type: string, name: string): string =>
  Object.keys(template.findResources(type)).find((id) => id.replace(/[0-9A-F]{8}$/, '') === name) ?? `no ${name}`;

describe.each([
  ['PollTwilio', 'Polling', 5, 0],
  ['ReconcileAlarms', 'Reconciliation', 30, 2],
])('%s', (name, parent, minutes, retries) => {
  const fn = idOf('AWS::Lambda::Function', name);
  const role = idOf('AWS::IAM::Role', `${parent}RunRole`);

  test(`is invoked every ${minutes} minutes from the deployment on`, () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: `rate(${minutes} minutes)`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: {
        Arn: { 'Fn::GetAtt': [fn, 'Arn'] },
        RoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: minutes * 60, MaximumRetryAttempts: 3 },
      },
    });
    const schedules = Object.values(template.findResources('AWS::Scheduler::Schedule'));
    expect(schedules.filter(({ Properties }) => 'StartDate' in Properties)).toEqual([]);
  });

  test('is all that its schedule may invoke', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter(
      ({ Properties }) => JSON.stringify(Properties.Roles) === JSON.stringify([{ Ref: role }]),
    );
    expect(policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [fn, 'Arn'] } },
    ]);
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  test(`is retried ${retries} times after a failure`, () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: fn },
      MaximumRetryAttempts: retries,
      MaximumEventAgeInSeconds: minutes * 60,
    });
  });

  test('has a shorter limit than its interval', () => {
    expect(template.findResources('AWS::Lambda::Function')[fn]?.Properties.Timeout).toBeLessThan(minutes * 60);
  });
});

describe('a missing heartbeat', () => {
  test.each([
    ['PollsSucceeded', [{ Name: 'page', Value: 'twilio' }], 300, 'for 30 minutes', '#status-page-not-polled'],
    ['ReconciliationsCompleted', [], 1800, 'for 3 hours', '#alarms-not-reconciled'],
    ['InvoiceChecksCompleted', [], 3600, 'for 6 hours', '#credits-not-compared-with-stripe'],
  ])('fires for %s after six intervals without data', (counted, by, period, how, page) => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    const alarm = alarms.find(({ Properties }) => Properties.MetricName === counted);
    expect(alarm?.Properties).toMatchObject({
      Namespace: 'sla-credits',
      Dimensions: [...by, { Name: 'service', Value: 'test' }],
      Statistic: 'Sum',
      Period: period,
      EvaluationPeriods: 6,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    expect(alarm?.Properties.AlarmDescription).toContain(how);
    expect(alarm?.Properties.AlarmDescription).toContain(page);
  });

  const twoPages = { ...exampleConfig.providers, vonage: { statusPage: { id: 'x', url: 'https://example.com' } } };
  test.each([
    [{}, 0, 2],
    [twoPages, 2, 3],
  ])('fires for each page separately', (providers, pages, runs) => {
    const other = Template.fromJSON(synthesise({ ...exampleConfig, providers }, 'test'));
    const alarms = Object.values(other.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.filter(({ Properties }) => Properties.MetricName === 'PollsSucceeded')).toHaveLength(pages);
    const schedules = Object.values(other.findResources('AWS::Scheduler::Schedule'));
    expect(schedules.filter(({ Properties }) => Properties.ScheduleExpression.startsWith('rate'))).toHaveLength(runs);
  });
});
