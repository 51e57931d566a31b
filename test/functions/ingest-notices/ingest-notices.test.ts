import { expect, test } from 'vitest';
import { SECRET } from '../../../local/emulator/local-pipeline.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { webhookCall } from '../../support/http/requests.ts';

const product = await usingProduct(aConfig());
const RECEIVED = '2026-10-20T12:00:00.000Z';

const putCustomer = (id: string, senders: object) =>
  product.call('PUT', `/customers/${id}`, {
    name: id,
    components: ['web'],
    policy: 'written',
    activeFrom: '2026-01-01T00:00:00.000Z',
    serviceFees: { amountMinor: 100_000, currency: 'USD' },
    ...senders,
  });
await putCustomer('acme', { contacts: ['ops@acme.example', '@acme.example', '@gmail.com', 'cto@gmail.com'] });
await putCustomer('globex', { contacts: ['shared@both.example'] });
await putCustomer('initech', { contacts: ['Shared@Both.example'] });

const post = async (body: unknown, path = `/${SECRET}`) => {
  const { statusCode, body: answer = '' } = await product.pipeline.ingestNotices(webhookCall(body, { path }));
  return { status: statusCode, body: answer === '' ? undefined : JSON.parse(answer) };
};
const noticesOf = async (customer: string) =>
  (await loadCustomer(product.pipeline.account.table, customer, '2026-10')).records.map(({ fact, said }) => ({
    id: fact.id,
    text: said?.['text'],
  }));
const listed = async () => (await product.call('GET', '/unmatched', undefined, { query: 'all=' })).body;

test('a new ticket is a notice, and its first post decides', async () => {
  const first = { customer: 'acme', text: 'Calls fail.', ticket: { id: 'z-1' } };
  expect(await post(first)).toEqual({ status: 201, body: { id: 'z-1', receivedAt: RECEIVED } });
  for (let update = 1; update <= 10; update += 1) {
    product.setClock(`2026-10-21T12:00:${String(update).padStart(2, '0')}Z`);
    const changed = { customer: 'globex', text: `Update ${update}`, ticket: { id: 'z-1' } };
    expect(await post(changed)).toEqual({ status: 200, body: { id: 'z-1', receivedAt: RECEIVED } });
  }
  product.forget();
  expect(await noticesOf('acme')).toEqual([{ id: 'acme/z-1', text: 'Calls fail.' }]);
  expect(await noticesOf('globex')).toEqual([]);
});

test.each([
  ['a contact', 'Olive <OPS@acme.example>', 201],
  ['an address of a domain', 'anybody@acme.example', 201],
  ['a whole address of free mail', 'cto@gmail.com', 201],
  ['a domain of free mail', 'anybody@gmail.com', 202],
  ['a domain below a contact', 'ops@mail.acme.example', 202],
  ['an unknown address', 'ops@umbrella.example', 202],
  ['a contact of two customers', 'shared@both.example', 202],
])('a requester with %s: %s gets %i', async (_, requester, status) => {
  expect((await post({ requester, text: `from ${requester}` })).status).toBe(status);
});

test('an unmatched post is kept with its receipt and its candidates', async () => {
  const { body } = await post({ requester: 'shared@both.example', text: 'Down?', ticket: { id: 'z-2' } });
  expect(body).toEqual({ unmatched: expect.any(String), receivedAt: RECEIVED });
  expect(await listed()).toMatchObject({
    messages: expect.arrayContaining([
      expect.objectContaining({
        id: body.unmatched,
        receivedAt: RECEIVED,
        reason: 'several-customers',
        candidates: ['globex', 'initech'],
        text: 'Down?',
        state: 'waiting',
      }),
    ]),
  });
  expect((await post({ requester: 'shared@both.example', text: 'Again', ticket: { id: 'z-2' } })).body).toEqual(body);
});

test('a removed contact matches no longer', async () => {
  await putCustomer('acme', { contacts: ['@acme.example'] });
  expect((await post({ requester: 'cto@gmail.com', text: 'later' })).status).toBe(202);
  await putCustomer('acme', { contacts: ['@acme.example', 'cto@gmail.com'] });
  expect((await post({ requester: 'cto@gmail.com', text: 'much later' })).status).toBe(201);
});

test('two equal posts without a ticket are two notices', async () => {
  product.setClock('2026-10-22T12:00:00Z');
  expect((await post({ customer: 'initech', text: 'down' })).status).toBe(201);
  product.setClock('2026-10-23T12:00:00Z');
  expect((await post({ customer: 'initech', text: 'down' })).status).toBe(201);
  product.forget();
  expect(await noticesOf('initech')).toHaveLength(2);
});

test('the secret comes before everything else', async () => {
  expect((await post('not JSON', '/wrong')).status).toBe(403);
  expect(await takeMessages(product.deadLetters('webhook'))).toEqual([]);
});

test('an invalid post goes to the dead-letter queue', async () => {
  expect(await post({ text: '' })).toMatchObject({ status: 400, body: { faults: [{ at: 'text', rule: 'empty' }] } });
  expect(await takeMessages(product.deadLetters('webhook'))).toHaveLength(1);
});

const probe = (path: string) => product.pipeline.ingestNotices(webhookCall('', { method: 'HEAD', path }));

test('a test of the URL is answered and stores nothing', async () => {
  const before = await listed();
  expect(await probe(`/${SECRET}`)).toMatchObject({ statusCode: 200, body: '' });
  expect(await probe('/wrong')).toMatchObject({ statusCode: 403 });
  const ping = { type: 'notification_event', topic: 'ping', data: { item: { type: 'ping', message: 'something' } } };
  expect((await post(ping)).status).toBe(200);
  expect(await post({ ...ping, topic: 'contact.created' })).toMatchObject({ status: 400 });
  expect(await listed()).toEqual(before);
});
