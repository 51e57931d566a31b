import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { synthesise } from '../../infra/synthesise.ts';
import { exampleConfig } from './example-config.ts';

const template = Template.fromJSON(synthesise(exampleConfig, 'test'));
const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
const functions = Object.keys(template.findResources('AWS::Lambda::Function'));

const alarmOn = (page: string) => alarms.find(({ AlarmDescription }) => AlarmDescription.endsWith(page));
const queue = (name: string): string =>
  Object.keys(template.findResources('AWS::SQS::Queue')).find((id) => id.startsWith(`Queues${name}Queue`)) ?? '';

test('the stack has fourteen functions', () => {
  expect(functions).toHaveLength(14);
});

describe.each(functions)('%s', (id) => {
  test.each([
    ['Errors', '#function-errors'],
    ['Throttles', '#function-throttled'],
  ])('fires on its first of %s', (MetricName, page) => {
    const on = [{ Name: 'FunctionName', Value: { Ref: id } }];
    const found = alarms.filter(
      (alarm) => alarm.MetricName === MetricName && JSON.stringify(alarm.Dimensions) === JSON.stringify(on),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      Namespace: 'AWS/Lambda',
      Statistic: 'Sum',
      Period: 300,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    expect(found[0]?.AlarmDescription).toContain(page);
  });
});

test.each([
  ['Intake', 5 * 60, '#intake-queue-backlog'],
  ['Work', 15 * 60, '#unpublished-credits'],
  ['Billing', 7 * 24 * 3600, '#billing-queue-not-consumed'],
])('the %s alarm fires at an age of %i seconds', (name, seconds, page) => {
  expect(alarmOn(page)).toMatchObject({
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue(name), 'QueueName'] } }],
    Statistic: 'Maximum',
    Threshold: seconds,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  });
});

test.each([
  ['MonthsOverdue', '#month-end-close-overdue', 'Maximum', 3600, 1],
  ['CustomersBlocked', '#blocked-customers', 'Sum', 300, 288],
])('%s fires for its own stage', (MetricName, page, Statistic, Period, EvaluationPeriods) => {
  expect(alarmOn(page)).toMatchObject({
    Namespace: 'sla-credits',
    MetricName,
    Dimensions: [{ Name: 'service', Value: 'test' }],
    Statistic,
    Period,
    EvaluationPeriods,
    DatapointsToAlarm: 1,
    Threshold: 1,
  });
});

test('every rule has an alarm for lost events', () => {
  const rules = Object.keys(template.findResources('AWS::Events::Rule'));
  expect(rules.length).toBeGreaterThan(0);
  for (const rule of rules)
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Events',
      MetricName: 'InvocationsFailedToBeSentToDlq',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: rule } }],
      Threshold: 1,
    });
});

test('a 5xx response of the API fires an alarm', () => {
  const apis = Object.keys(template.findResources('AWS::ApiGatewayV2::Api'));
  const api = apis.find((id) => id.startsWith('RecordsApi'));
  expect(alarmOn('#api-5xx-errors')).toMatchObject({
    Namespace: 'AWS/ApiGateway',
    MetricName: '5xx',
    Dimensions: [{ Name: 'ApiId', Value: { Ref: api } }],
  });
});

describe('the dashboard', () => {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);

  test('has sections for evidence and the month-end close', () => {
    expect(body).toContain('Intake of evidence');
    expect(body).toContain('Month-end close');
  });

  test('shows every alarm', () => {
    for (const id of Object.keys(template.findResources('AWS::CloudWatch::Alarm'))) expect(body).toContain(`["${id}"`);
  });

  test.each([
    'FactsRecorded',
    'FactLag',
    'PayloadsRefused',
    'PollsSucceeded',
    'ReconciliationsCompleted',
    'MonthsClosed',
    'MonthsOverdue',
    'CustomersBlocked',
    'CreditsRecorded',
    'CreditedMinor',
    'RunDuration',
  ])('shows %s', (metric) => {
    expect(body).toContain(metric);
  });
});
