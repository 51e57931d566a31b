import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { synthesise } from '../../infra/synthesise.ts';
import { exampleConfig } from './example-config.ts';

const template = Template.fromJSON(synthesise(exampleConfig, 'test'));
const idOf = (type: string, name: string): string =>
  Object.keys(template.findResources(type)).find((id) => id.startsWith(name)) ?? '';
const rules = Object.keys(template.findResources('AWS::Events::Rule')).toSorted((a, b) => (a < b ? -1 : 1));

/** What may be sent by whom to a queue of the template, by the policies that allow it. */
const allowedBy = (queue: string) => {
  const id = idOf('AWS::SQS::Queue', queue);
  return Object.values(template.findResources('AWS::SQS::QueuePolicy'))
    .filter(({ Properties }) => JSON.stringify(Properties.Queues) === JSON.stringify([{ Ref: id }]))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow');
};

describe.each([
  ['QueuesIntakeQueue', 'the rules of the alarms and of AWS Health'],
  ['QueuesIntakeDeadLettersQueue', 'the same rules, when they could not deliver'],
])('%s', (queue) => {
  test('takes messages from %s, and from nobody else', () => {
    const allowed = allowedBy(queue);
    expect(allowed.map(({ Principal }) => Principal)).toEqual(rules.map(() => ({ Service: 'events.amazonaws.com' })));
    const named: string[] = allowed.map(({ Condition }) => Condition.ArnEquals['aws:SourceArn']['Fn::GetAtt'][0]);
    expect(named.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(rules);
  });
});

test('no other queue names anybody: who sends there has the permission in its own role', () => {
  for (const queue of ['QueuesClosingQueue', 'QueuesWorkQueue', 'QueuesBillingQueue', 'QueuesWebhookRefused'])
    expect(allowedBy(queue)).toEqual([]);
});

test('the schedule’s role may order a closing, and put aside what it could not deliver', () => {
  const [schedule] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
  const role: string = schedule?.Properties.Target.RoleArn['Fn::GetAtt'][0];
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter(
    ({ Properties }) => JSON.stringify(Properties.Roles) === JSON.stringify([{ Ref: role }]),
  );
  const sending = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  for (const queue of ['QueuesClosingQueue', 'QueuesClosingDeadLettersQueue'])
    expect(sending).toContainEqual(
      expect.objectContaining({ Resource: { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', queue), 'Arn'] } }),
    );
});
