import { expect, test } from 'vitest';
import { sendInvalidMessage } from '../../../shared/messaging/send-invalid-message.ts';
import { type Fault, InvalidInput } from '../../../shared/lib/validation.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { usingQueues } from '../../support/emulators/file-fixtures.ts';

const queues = await usingQueues();

const refused = async (name: string, body: string, ...faults: readonly Fault[]) => {
  const queue = await queues.create(name);
  await sendInvalidMessage(queue, body, new InvalidInput(faults));
  return takeMessages(queue);
};

test('an invalid payload is sent unchanged, with its faults as attributes', async () => {
  const faults = [
    { at: 'detail.state', rule: 'missing' },
    { at: 'time', rule: 'not an instant', value: 'noon' },
  ];
  expect(await refused('faults', '{"detail":{}}', ...faults)).toEqual([
    {
      body: '{"detail":{}}',
      attributes: {
        at: 'detail.state',
        rule: 'missing',
        reason: 'detail.state: missing; time: not an instant ("noon")',
      },
    },
  ]);
});

test.each([
  ['an empty body', '', '-', {}],
  ['characters that SQS does not take', 'a\u0000b\uFFFFc\uD800d', 'a?b?c?d', {}],
  ['characters that it does', 'é€\t\n', 'é€\t\n', {}],
  ['characters of two code units', '"😀"', String.raw`"\ud83d\ude00"`, {}],
  ['a fault of the whole', 'x', 'x', { at: '-' }],
])('%s can be sent', async (name, body, arrives, attributes) => {
  const [message] = await refused(name.replaceAll(' ', '-'), body, { at: '', rule: 'not JSON: \u0000' });
  expect(message).toMatchObject({ body: arrives, attributes: { rule: 'not JSON: ?', ...attributes } });
});

test('a reason is truncated and never empty', async () => {
  const [long] = await refused('long', 'x', { at: 'a'.repeat(5000), rule: 'r' });
  expect(long?.attributes['at']).toHaveLength(1000);
  const [none] = await refused('none', 'x');
  expect(none?.attributes).toEqual({ at: '-', rule: '-', reason: '-' });
});
