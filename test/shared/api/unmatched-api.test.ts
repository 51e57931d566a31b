import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { SECRET } from '../../../local/emulator/local-pipeline.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';
import { CALLER, webhookCall } from '../../support/http/requests.ts';

const product = await usingProduct(aConfig());
await product.call('PUT', '/customers/acme', {
  name: 'Acme',
  components: ['web'],
  policy: 'written',
  activeFrom: '2026-01-01T00:00:00.000Z',
  serviceFees: { amountMinor: 100_000, currency: 'USD' },
});
const RECEIVED = '2026-10-14T17:00:00.000Z';

const keep = async (text: string, receivedAt = RECEIVED): Promise<string> => {
  const { body = '' } = await product.pipeline.ingestNotices(
    webhookCall({ requester: 'who@nowhere.example', text, receivedAt }, { path: `/${SECRET}` }),
  );
  return JSON.parse(body).unmatched;
};
const decide = (id: string, body: unknown) => product.call('POST', `/unmatched/${id}`, body);
const messageList = z.object({ messages: z.array(z.object({ id: z.string(), named: z.optional(z.string()) })) });
const waiting = async () => (await product.call('GET', '/unmatched')).body;

test('an assigned message is a notice with the receipt of the message', async () => {
  const id = await keep('Down.');
  const body = { customer: 'acme', recognizedAt: '2026-10-14T16:00:00.000Z', step: 'notice' };
  const fact = { kind: 'notice', id: `acme/${id}` };
  expect(await decide(id, body)).toMatchObject({ status: 200, body: { id, fact, receivedAt: RECEIVED } });
  expect(await decide(id, body)).toMatchObject({ status: 200, body: { id, fact } });
  expect(await decide(id, { ...body, step: 'claim' })).toMatchObject({ status: 409 });
  expect(await decide(id, { dismiss: 'spam' })).toMatchObject({ status: 409 });
  expect(await product.call('GET', '/unmatched', undefined, { query: 'all=' })).toMatchObject({
    body: { messages: [{ id, state: 'assigned', assigned: { customer: 'acme', by: CALLER } }] },
  });
  expect(await waiting()).toEqual({ messages: [] });
});

test('a dismissed message keeps its reason, and can still be assigned', async () => {
  const id = await keep('Buy now.', '2026-10-15T17:00:00.000Z');
  expect(await decide(id, { dismiss: 'advertising' })).toMatchObject({ status: 200 });
  expect(await decide(id, { dismiss: 'advertising' })).toMatchObject({ status: 200 });
  expect(await decide(id, { dismiss: 'spam' })).toMatchObject({ status: 409 });
  expect(await waiting()).toEqual({ messages: [] });
  expect(await decide(id, { customer: 'acme' })).toMatchObject({ status: 200 });
});

test.each([
  [{ customer: 'nobody' }, 'customer', 'not a customer with a record'],
  [{ customer: 'acme', recognizedAt: '2026-10-16T17:00:00.001Z' }, 'recognizedAt', 'after the message was received'],
  [{}, 'customer', 'missing'],
  [{ customer: 'acme', note: 'x' }, 'note', 'not a known key'],
  [{ dismiss: '' }, 'dismiss', 'empty'],
])('rejects the decision %j', async (body, at, rule) => {
  const id = await keep('Rejected.', '2026-10-16T17:00:00.000Z');
  const faults = [{ at, rule: expect.stringContaining(rule) }];
  expect(await decide(id, body)).toMatchObject({ status: 400, body: { faults } });
});

test.each(['unknown', '20261014T170000000Z-0000000000000000', '20261399T170000000Z-0000000000000000'])(
  'finds no message %s',
  async (id) => {
    expect(await decide(id, { dismiss: 'x' })).toMatchObject({ status: 404 });
  },
);

test('a month lists the messages that wait and may be about it', async () => {
  const id = await keep('Late.', '2026-10-17T17:00:00.000Z');
  const report = await product.close('2026-11-02T20:00:00Z');
  expect(report).toMatchObject({
    unmatched: expect.arrayContaining([
      { id, receivedAt: '2026-10-17T17:00:00.000Z', from: 'who@nowhere.example', reason: 'no-customer' },
    ]),
  });
});

const record = async (customer: string, receivedAt: string): Promise<string> => {
  const body = { customer, recognizedAt: receivedAt, receivedAt, text: 'Down.', channel: 'phone-transcript' };
  expect(await product.call('POST', '/notices', body)).toMatchObject({ status: 201 });
  expect(await product.call('POST', '/notices', body)).toMatchObject({ status: 200 });
  const { messages } = z.parse(messageList, await waiting());
  const listed = messages.filter(({ named }) => named === customer);
  expect(listed).toHaveLength(1);
  return listed[0]?.id ?? '';
};
const isListed = async (id: string): Promise<boolean> =>
  z.parse(messageList, await waiting()).messages.some((message) => message.id === id);
const factsOf = async (customer: string) =>
  (await product.call('GET', '/facts', undefined, { query: `kind=notice&customer=${customer}` })).body;

describe('a notice of an unknown customer', () => {
  test('waits in the list until it is assigned, and is retracted then', async () => {
    const id = await record('nemo', '2026-10-18T17:00:00.000Z');
    const decision = { customer: 'acme', step: 'claim' };
    expect(await decide(id, decision)).toMatchObject({ status: 200, body: { fact: { id: `acme/${id}` } } });
    expect(await decide(id, decision)).toMatchObject({ status: 200 });
    expect(await isListed(id)).toBe(false);
    expect(await factsOf('nemo')).toMatchObject({
      facts: [{ retracted: { reason: `assigned to acme as the notice acme/${id}` } }],
    });
  });

  test('is retracted with the reason of its dismissal', async () => {
    const id = await record('nobody', '2026-10-19T17:00:00.000Z');
    expect(await decide(id, { dismiss: 'a former customer' })).toMatchObject({ status: 200 });
    expect(await factsOf('nobody')).toMatchObject({ facts: [{ retracted: { reason: 'a former customer' } }] });
  });

  test('counts without a decision once its customer has a record', async () => {
    const id = await record('later', '2026-10-20T17:00:00.000Z');
    await product.call('PUT', '/customers/later', {
      name: 'Later',
      components: ['web'],
      policy: 'written',
      activeFrom: '2026-01-01T00:00:00.000Z',
      serviceFees: { amountMinor: 100_000, currency: 'USD' },
    });
    expect(await isListed(id)).toBe(false);
    expect(await decide(id, { customer: 'acme' })).toMatchObject({ status: 409 });
    expect(await product.call('GET', '/unmatched', undefined, { query: 'all=' })).toMatchObject({
      body: { messages: expect.arrayContaining([expect.objectContaining({ id, state: 'settled' })]) },
    });
  });
});

test('a close blocks an unknown customer until its notice is assigned', async () => {
  product.setClock('2026-11-02T21:00:00.000Z');
  const body = { customer: 'ghost', recognizedAt: RECEIVED, receivedAt: RECEIVED, text: 'Down.', channel: 'email' };
  await product.call('POST', '/notices', body);
  const first = await product.close('2026-11-02T22:00:00Z');
  expect(first).toMatchObject({ blocked: [{ customer: 'ghost' }] });
  const { messages } = z.parse(messageList, await waiting());
  await decide(messages.find(({ named }) => named === 'ghost')?.id ?? '', { customer: 'acme' });
  expect(await product.close('2026-11-03T22:00:00Z')).toMatchObject({ blocked: [] });
});
