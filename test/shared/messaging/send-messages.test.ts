import { describe, expect, test } from 'vitest';
import { closingOrder } from '../../../shared/messaging/closing-order.ts';
import { jsonBody, sendMessage, sendFifo } from '../../../shared/messaging/send-messages.ts';
import { customerBatch, batchMessage, sendBatches } from '../../../shared/messaging/customer-batch.ts';
import { parse, InvalidInput } from '../../../shared/lib/validation.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingQueues } from '../../support/emulators/file-fixtures.ts';

const queues = await usingQueues();

describe('a body', () => {
  test('is accepted with any text, and parses to the same', async () => {
    const value = { text: '\u0000 \u001F " \\ \uFFFE \uFFFF \uD800 é 😀 \u2028' };
    const queue = await queues.create('text');
    await sendMessage(queue, jsonBody(value));
    const [message] = await takeMessages(queue);
    expect(JSON.parse(message?.body ?? '')).toEqual(value);
  });

  test('equals JSON.stringify for plain text', () => {
    const value = { b: [1, null, 'é€'], a: { deep: true } };
    expect(jsonBody(value)).toBe(JSON.stringify(value));
  });
});

const of = (id: string, body: string) => ({ id, group: 'g', body });

test('sendFifo returns rejected messages and sends the others', async () => {
  const queue = await queues.create('sizes.fifo', { MaximumMessageSize: '1024' });
  const long = of('long', 'x'.repeat(2000));
  expect(await sendFifo(queue, [of('a', 'a'), long, of('b', 'b')])).toEqual([long]);
  expect((await takeMessages(queue)).map(({ body }) => body)).toEqual(['a', 'b']);
});

test('sendFifo sends nothing for an empty list', async () => {
  const nowhere = { sqs: queues.sqs, url: 'http://127.0.0.1:1/none.fifo' };
  expect(await sendFifo(nowhere, [])).toEqual([]);
});

describe('a batch', () => {
  const work = {
    month: '2026-10',
    asOf: instant('2026-11-02T20:00:00Z'),
    preview: false,
    group: '03',
    chunk: 3,
    customers: ['acme', 'globex'],
  };

  test('has its group, its id, and parses to the same', () => {
    const message = batchMessage('2026-10@2026-11-02T20:00:00.000Z:preview', work);
    expect(message).toMatchObject({ id: '2026-10@2026-11-02T20:00:00.000Z:preview/3', group: '03' });
    expect(parse(customerBatch, JSON.parse(message.body))).toEqual(work);
  });

  test('fails the plan if the queue rejects it', async () => {
    const queue = await queues.create('work.fifo', { MaximumMessageSize: '1024' });
    const customers = Array.from({ length: 200 }, (_, i) => `a-customer-${i}`);
    const messages = [batchMessage('run', work), batchMessage('run', { ...work, chunk: 4, customers })];
    await expect(sendBatches(queue, messages)).rejects.toThrow('the work queue rejected run/4');
    expect(await takeMessages(queue)).toHaveLength(1);
  });

  test.each([{ customers: ['ac me'] }, { month: '2026-13' }, { asOf: 'noon' }, { chunk: -1 }, { preview: 0 }])(
    'is rejected with %j',
    (change) => {
      const written = { ...work, asOf: '2026-11-02T20:00:00Z', ...change };
      expect(() => parse(customerBatch, written)).toThrow(InvalidInput);
    },
  );
});

test.each([
  ['the schedule', { kind: 'scheduled', scheduledTime: '2026-11-02T20:00:00Z' }],
  [
    'a person',
    {
      kind: 'requested',
      month: '2026-10',
      asOf: '2026-11-02T20:00:00.000Z',
      preview: true,
      by: 'me',
      startedAt: '2026-11-02T20:00:00.000Z',
    },
  ],
])('an order of %s is parsed despite unknown keys', (_, order) => {
  expect(parse(closingOrder, { ...order, further: 1 })).toMatchObject({ kind: order.kind });
});
