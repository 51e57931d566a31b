import type { SQSRecord } from 'aws-lambda';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InvoiceWebhookContext } from '../../../functions/invoice-webhook/context.ts';
import { invoiceWebhook } from '../../../functions/invoice-webhook/invoice-webhook.ts';
import { DELIVERY_ATTEMPTS, DELIVERY_WAITS_S } from '../../../shared/messaging/delivery-waits.ts';
import { creditRevision } from '../../support/builders/credit-revision.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';
import { FifoModel, type ModelDelivery } from '../../support/emulators/fifo-model.ts';
import { isSignedBy, type MessageReceiver, startReceiver } from '../../support/http/message-receiver.ts';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
const NOW = Date.parse('2026-11-02T12:00:00.900Z');
const HOUR_S = 3600;

let receiver: MessageReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

const recordOf = ({ handle, body, receives }: Omit<ModelDelivery, 'at'>): SQSRecord => ({
  messageId: `id of ${handle}`,
  receiptHandle: handle,
  body,
  attributes: {
    ApproximateReceiveCount: `${receives}`,
    SentTimestamp: '0',
    SenderId: 's',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:1:q',
  awsRegion: 'us-east-1',
});

const start = (change: Partial<InvoiceWebhookContext> = {}) => {
  const counts: string[] = [];
  const waits: number[] = [];
  const handler = invoiceWebhook({
    receiver: { url: receiver.url, timeoutMs: 2000, isLocal: true },
    readSecrets: async () => [SECRET, OLD_SECRET],
    postpone: async (_, seconds) => void waits.push(seconds),
    telemetry: { ...silentTelemetry, count: (metric) => void counts.push(metric) },
    clock: () => NOW,
    ...change,
  });
  const deliver = (body: string, receives = 1) => handler({ Records: [recordOf({ handle: 'h', body, receives })] });
  return { handler, deliver, counts, waits };
};

const bodyOf = (customer: string, revision: number): string => {
  const message = creditRevision(revision, 100 * revision, { customer, creditId: `${customer}:2026-10` });
  return JSON.stringify({ ...message, id: `${customer}:2026-10:${revision}` });
};

test('posts a message byte for byte, signed with both secrets', async () => {
  const { deliver, counts, waits } = start();
  const body = `${bodyOf('acme', 1).slice(0, -1)},  "später": 1.0 }`;
  expect(await deliver(body)).toEqual({ batchItemFailures: [] });
  const [message] = receiver.received;
  expect(message).toMatchObject({ id: 'acme:2026-10:1', body, headers: { 'webhook-timestamp': '1793620800' } });
  for (const secret of [SECRET, OLD_SECRET]) expect(message !== undefined && isSignedBy(secret, message)).toBe(true);
  const other = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
  expect(message !== undefined && isSignedBy(other, message)).toBe(false);
  expect([counts, waits]).toEqual([['CreditsDelivered'], []]);
});

test('a failed message waits longer after each attempt', async () => {
  receiver.answer = () => 410;
  const { deliver, counts, waits } = start();
  for (let attempt = 1; attempt <= DELIVERY_ATTEMPTS; attempt += 1)
    expect(await deliver(bodyOf('acme', 1), attempt)).toEqual({ batchItemFailures: [{ itemIdentifier: 'id of h' }] });
  expect(waits).toEqual([...DELIVERY_WAITS_S, 0]);
  expect(counts).toEqual(Array.from({ length: DELIVERY_ATTEMPTS - 2 }, () => 'DeliveriesFailed'));
});

test('messages after a failed one are not posted', async () => {
  receiver.answer = ({ id }) => (id.endsWith(':2') ? 500 : 204);
  const { handler } = start();
  const Records = [1, 2, 3].map((n) => recordOf({ handle: `${n}`, body: bodyOf('acme', n), receives: 1 }));
  expect(await handler({ Records })).toEqual({
    batchItemFailures: [{ itemIdentifier: 'id of 2' }, { itemIdentifier: 'id of 3' }],
  });
  expect(receiver.received.map(({ id }) => id)).toEqual(['acme:2026-10:1', 'acme:2026-10:2']);
});

test.each([
  ['an invalid secret', bodyOf('acme', 1), async () => ['wrong'], 'secret of the outgoing webhook'],
  ['no secret', bodyOf('acme', 1), () => Promise.reject(new Error('The secret has no current value')), 'no current'],
  ['an id with a line break', JSON.stringify({ id: 'a\nb' }), async () => [SECRET], 'printable ASCII'],
  ['a body that is no JSON', 'credits', async () => [SECRET], 'not JSON'],
])('%s is an error, and the message waits', async (_, body, readSecrets, text) => {
  const { deliver, waits } = start({ readSecrets });
  await expect(deliver(body, 2)).rejects.toThrow(text);
  expect(waits).toEqual([DELIVERY_WAITS_S[1]]);
  expect(receiver.received).toEqual([]);
});

/** Runs the consumer until the queue is empty. `crash` ends an attempt `before` or `after` the receiver got the message. */
const drain = async (queue: FifoModel, crash: (attempt: number) => 'before' | 'after' | undefined) => {
  const attempts: { readonly id: string; readonly at: number }[] = [];
  const { handler } = start({
    postpone: async (handle, seconds) => queue.changeVisibility(handle, seconds),
    clock: () => NOW + queue.now * 1000,
  });
  for (;;) {
    const delivery = queue.receive();
    if (delivery === undefined) return attempts;
    attempts.push({ id: String(JSON.parse(delivery.body).id), at: delivery.at });
    const crashed = crash(attempts.length);
    if (crashed === 'before') continue;
    const { batchItemFailures } = await handler({ Records: [recordOf(delivery)] });
    // A crash after the request: neither deletion nor wait reach the queue.
    if (crashed === 'after') queue.changeVisibility(delivery.handle, VISIBILITY_S);
    else if (batchItemFailures.length === 0) queue.remove(delivery.handle);
  }
};

const VISIBILITY_S = 360;
const newQueue = () => new FifoModel({ visibilityS: VISIBILITY_S, maxReceiveCount: DELIVERY_ATTEMPTS });

test('a message that fails for three days becomes a dead letter', async () => {
  const queue = newQueue();
  queue.send('acme', bodyOf('acme', 1));
  queue.send('acme', bodyOf('acme', 2));
  queue.send('other', bodyOf('other', 1));
  receiver.answer = ({ id }) => (id === 'acme:2026-10:1' ? 503 : 204);
  const attempts = await drain(queue, () => undefined);
  const times = attempts.flatMap(({ id, at }) => (id === 'acme:2026-10:1' ? [at] : []));
  expect(times).toHaveLength(DELIVERY_ATTEMPTS);
  expect(times.at(-1)).toBeGreaterThanOrEqual(72 * HOUR_S);
  expect(queue.deadLetters.map(({ group }) => group)).toEqual(['acme']);
  // The later message of the customer waits, and other customers do not.
  const later = attempts.find(({ id }) => id === 'acme:2026-10:2');
  expect(later?.at).toBeGreaterThanOrEqual(72 * HOUR_S);
  expect(attempts.find(({ id }) => id === 'other:2026-10:1')?.at).toBe(0);
});

test.each(['before', 'after'] as const)('a crash %s the request loses no message', async (point) => {
  const queue = newQueue();
  queue.send('acme', bodyOf('acme', 1));
  queue.send('acme', bodyOf('acme', 2));
  await drain(queue, (attempt) => (attempt === 1 ? point : undefined));
  const [first, second] = ['acme:2026-10:1', 'acme:2026-10:2'];
  expect(receiver.received.map(({ id }) => id)).toEqual(point === 'before' ? [first, second] : [first, first, second]);
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(2);
});

test('keeps the order of each customer through failures and crashes', { timeout: 120_000 }, async () => {
  const disturbance = fc.constantFrom(
    undefined,
    undefined,
    500,
    429,
    'lost' as const,
    'before' as const,
    'after' as const,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('acme', 'bolt', 'cove'), { minLength: 1, maxLength: 8 }),
      fc.array(disturbance, { maxLength: 40 }),
      async (customers, disturbances) => {
        const queue = newQueue();
        const revisions = new Map<string, number>();
        for (const customer of customers) {
          const revision = (revisions.get(customer) ?? 0) + 1;
          revisions.set(customer, revision);
          queue.send(customer, bodyOf(customer, revision));
        }
        receiver.received.length = 0;
        let attempt = 0;
        receiver.answer = () => {
          const now = disturbances[attempt - 1];
          return typeof now === 'number' || now === 'lost' ? now : 204;
        };
        await drain(queue, (number) => {
          attempt = number;
          const now = disturbances[attempt - 1];
          return now === 'before' || now === 'after' ? now : undefined;
        });
        for (const [customer, count] of revisions) {
          const got = receiver.received.flatMap(({ id }) =>
            id.startsWith(`${customer}:`) ? [Number(id.split(':')[2])] : [],
          );
          expect(got.toSorted((a, b) => a - b)).toEqual(got);
          const dead = queue.deadLetters.filter(({ group }) => group === customer).length;
          expect(new Set(got).size + dead).toBeGreaterThanOrEqual(count);
        }
        for (const message of receiver.received) expect(isSignedBy(SECRET, message)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});
