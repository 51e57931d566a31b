import { expect, test } from 'vitest';
import { publishRevisions } from '../../../shared/messaging/publish-revisions.ts';
import { revisionId } from '../../../shared/messaging/billing-message.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { usingQueues } from '../../support/emulators/file-fixtures.ts';

const queues = await usingQueues();

const message = (customer: string, revision: number, text = '') => ({
  customer,
  month: '2026-10',
  revision,
  message: `${customer}:${revision}${text}`,
});
const bodies = async (queue: Parameters<typeof takeMessages>[0]): Promise<string[]> =>
  (await takeMessages(queue)).map(({ body }) => body);

test("publishes several batches, each customer's revisions in order", async () => {
  const billing = await queues.create('order.fifo');
  const customers = Array.from({ length: 23 }, (_, i) => `c${i}`);
  const given = customers.flatMap((customer) => [1, 2, 3].map((revision) => message(customer, revision)));
  const taken = await publishRevisions(billing, given);
  expect(taken.map(revisionId).toSorted()).toEqual(given.map(revisionId).toSorted());
  const arrived = await bodies(billing);
  expect(arrived).toHaveLength(69);
  for (const customer of customers) {
    expect(arrived.filter((body) => body.startsWith(`${customer}:`))).toEqual([1, 2, 3].map((n) => `${customer}:${n}`));
  }
});

test('a rejected message delays only later messages of its customer', async () => {
  const billing = await queues.create('partial.fifo', { MaximumMessageSize: '1024' });
  const long = 'x'.repeat(2000);
  const given = [
    message('acme', 1),
    message('acme', 2, long),
    message('acme', 3),
    message('globex', 1, long),
    message('globex', 2),
    message('hooli', 1),
    message('hooli', 2),
  ];
  const taken = await publishRevisions(billing, given);
  expect(taken.map(revisionId)).toEqual(['acme:2026-10:1', 'hooli:2026-10:1', 'hooli:2026-10:2']);
  expect(await bodies(billing)).toEqual(['acme:1', 'hooli:1', 'hooli:2']);
});

test('the queue drops a repeated message within five minutes', async () => {
  const billing = await queues.create('again.fifo');
  await publishRevisions(billing, [message('acme', 1)]);
  expect(await publishRevisions(billing, [message('acme', 1), message('acme', 2)])).toHaveLength(2);
  expect(await bodies(billing)).toEqual(['acme:1', 'acme:2']);
});

test('publishing nothing sends nothing', async () => {
  const nowhere = { sqs: queues.sqs, url: 'http://127.0.0.1:1/none.fifo' };
  expect(await publishRevisions(nowhere, [])).toEqual([]);
});
