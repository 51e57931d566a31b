import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { synthesise } from '../../infra/synthesise.ts';
import { configuredAlarms, exampleConfig } from './example-config.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000';
const templateOf = (...of: Parameters<typeof synthesise>) => Template.fromJSON(synthesise(...of));
const template = templateOf(exampleConfig, 'test');
const inOrder = (ids: readonly string[]) => ids.toSorted((a, b) => (a < b ? -1 : 1));
const idOf = (type: string, name: string, where = template): string =>
  Object.keys(where.findResources(type)).find((id) => id.startsWith(name)) ?? '';
/** Returns the rules that may send to a queue. */
const rulesIn = (where: Template, queue = 'Queues') =>
  inOrder(
    Object.keys(where.findResources('AWS::Events::Rule')).filter(
      (id) => id.startsWith('MailRule') === queue.startsWith('Mail'),
    ),
  );

/** Returns the policy statements of a queue. */
const statementsOf = (queue: string, where = template) => {
  const id = idOf('AWS::SQS::Queue', queue, where);
  return Object.values(where.findResources('AWS::SQS::QueuePolicy'))
    .filter(({ Properties }) => JSON.stringify(Properties.Queues) === JSON.stringify([{ Ref: id }]))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
};

/** Returns the statements that allow sending to a queue. */
const allowedBy = (queue: string, where = template) =>
  statementsOf(queue, where).filter(({ Effect }) => Effect === 'Allow');

describe.each(['QueuesIntakeQueue', 'QueuesIntakeDeadLettersQueue', 'MailBouncesQueue', 'MailBouncesDeadLetters'])(
  '%s',
  (queue) => {
    test.each([
      ['with the service’s own key', template],
      ['with a key of one’s own', templateOf(exampleConfig, 'test', { keyArn: KEY })],
    ])('accepts messages only from the rules: %s', (_, where) => {
      const allowed = allowedBy(queue, where);
      expect(allowed).toHaveLength(1);
      expect(allowed[0]).toMatchObject({ Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } });
      const arns: { 'Fn::GetAtt': [string, string] }[] = allowed[0]?.Condition.ArnEquals['aws:SourceArn'];
      expect(inOrder(arns.map(({ 'Fn::GetAtt': [id] }) => id))).toEqual(rulesIn(where, queue));
    });

    test('has at most 20 policy statements with hundreds of alarms', () => {
      const alarms = Array.from({ length: 500 }, (_, number) => `service-${number}-is-down-for-its-customers`);
      const many = templateOf(
        { ...exampleConfig, components: { voice: { alarms: configuredAlarms(alarms), dependsOn: [] } } },
        'test',
      );
      expect(rulesIn(many).length).toBeGreaterThan(20);
      expect(statementsOf(queue, many).length).toBeLessThanOrEqual(20);
    });
  },
);

test('no other queue policy allows a sender', () => {
  const others = [
    'QueuesClosingQueue',
    'QueuesWorkQueue',
    'QueuesBillingQueue',
    'QueuesWebhookRefused',
    'MailStatements',
  ];
  for (const queue of others) expect(allowedBy(queue)).toEqual([]);
});

test('the schedule’s role may send orders and dead letters', () => {
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
