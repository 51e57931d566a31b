import { describe, expect, test } from 'vitest';
import { type EntryPoint, rejectOtherFormat } from '../../../shared/ingest/payload-format.ts';
import metric from '../../fixtures/payloads/alarm-metric.json' with { type: 'json' };
import health from '../../fixtures/payloads/aws-health-issue.json' with { type: 'json' };
import component from '../../fixtures/payloads/statuspage-component.json' with { type: 'json' };
import incident from '../../fixtures/payloads/statuspage-incident.json' with { type: 'json' };
import { faultLines } from '../../support/builders/fault-lines.ts';

const CALL = { method: 'POST', path: '/notices', body: {} };
const page = { id: 'gpkpyklzq55q' };

test.each<[string, EntryPoint, unknown]>([
  ['an alarm event', 'eventbridge', metric],
  ['a Health event', 'eventbridge', health],
  ['an incident', 'twilio', incident],
  ['a component update', 'twilio', component],
  ['a call', 'records', CALL],
  ["an alarm's history", 'alarm-history', { AlarmHistoryItems: [] }],
  ['a list of incidents', 'incidents', { page, incidents: [] }],
  ['an unknown object', 'records', { some: 'thing' }],
  ['a text', 'twilio', 'text'],
  ['null', 'eventbridge', null],
  ['an empty list', 'eventbridge', []],
])('%s is not rejected at %s', (_, entryPoint, payload) => {
  expect(faultLines(() => rejectOtherFormat(payload, entryPoint))).toEqual([]);
});

describe('a payload of another format is named at each entry point', () => {
  test.each<[EntryPoint, string, unknown]>([
    ['eventbridge', 'a Statuspage webhook', incident],
    ['eventbridge', "CloudWatch's action for a Lambda function", { source: 'aws.cloudwatch', alarmData: {} }],
    [
      'eventbridge',
      "an SNS notification, with its text in the field 'Message'",
      { Type: 'Notification', Message: '{}' },
    ],
    ['eventbridge', "an alarm's SNS message", { AlarmName: 'a', NewStateValue: 'ALARM' }],
    ['eventbridge', "an item of an alarm's history", { HistoryItemType: 'StateUpdate' }],
    ['eventbridge', "an alarm's history (the answer of DescribeAlarmHistory)", { AlarmHistoryItems: [] }],
    ['eventbridge', "an alarm's description (the answer of DescribeAlarms)", { MetricAlarms: [] }],
    ['eventbridge', 'an event of a Lambda function with records of SNS or SQS', { Records: [] }],
    ['eventbridge', 'a list; its first item is an EventBridge event', [metric]],
    ['twilio', 'an EventBridge event', metric],
    ['twilio', "a status page's incidents.json", { page, incidents: [] }],
    ['twilio', "a status page's summary.json", { page, incidents: [], components: [] }],
    ['twilio', "a status page's components.json", { page, components: [] }],
    ['twilio', "a status page's scheduled-maintenances.json", { page, scheduled_maintenances: [] }],
    ['twilio', 'an incident of a status page without its page', { incident_updates: [] }],
    ['records', 'an EventBridge event', health],
    ['alarm-history', "an alarm's description (the answer of DescribeAlarms)", { MetricAlarms: [] }],
    ['incidents', "a status page's summary.json", { page, incidents: [], components: [] }],
    ['records', 'a Statuspage webhook', component],
  ])('%s: %s', (entryPoint, name, payload) => {
    const [fault] = faultLines(() => rejectOtherFormat(payload, entryPoint));
    expect(fault).toContain(`input: ${name}; expected `);
  });
});
