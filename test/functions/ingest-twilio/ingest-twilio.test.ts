import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from 'vitest';
import { authenticateWebhook } from '../../../functions/lambda/authenticate-webhook.ts';
import { SECRET } from '../../../local/emulator/local-pipeline.ts';
import { findFact } from '../../../shared/persistence/record-fact.ts';
import { findPayload } from '../../../shared/persistence/payload-store.ts';
import component from '../../fixtures/payloads/statuspage-component.json' with { type: 'json' };
import incident from '../../fixtures/payloads/statuspage-incident.json' with { type: 'json' };
import { changedPayload } from '../../support/builders/changed-payload.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { type Answered, type Product } from '../../support/emulators/test-product.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { webhookCall } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';
import { expectUnchanged } from '../../support/emulators/expect-unchanged.ts';

const LONGEST_BODY = 4 * 1024 * 1024;

const product = await usingProduct();
beforeEach(product.forget);

const keepingNothing = (...request: Parameters<Product['webhook']>): Promise<Answered> =>
  expectUnchanged(product.pipeline.account.table, () => product.webhook(...request));
/** The same payload with updates of other ids: no other test has seen it. */
const another = (payload: unknown, name: string): unknown =>
  JSON.parse(
    JSON.stringify(payload).replaceAll(/"(updresolved1|updlooking01|updstarted01|cmpupdate001)"/g, `"${name}-$1"`),
  );

const fact = (id: string) => findFact(product.pipeline.account.table, { kind: 'provider-status', id });

describe('webhooks of both forms', () => {
  test('an incident makes one fact for each component and update', async () => {
    expect(await product.webhook(incident)).toMatchObject({ status: 200 });
    expect(product.counted('FactsRecorded')).toBe(4);
    const found = await fact('updstarted01 voicecode001 major_outage 2026-10-14T16:55:00.000Z');
    expect(found?.stored).toMatchObject({
      by: 'twilio',
      fact: { provider: 'twilio', component: 'voicecode001', recordedAt: instant('2026-10-20T12:00:00Z') },
    });
    expect(await findPayload(product.pipeline.account.table, found?.stored.payload ?? '')).toMatchObject({
      door: 'twilio',
      body: JSON.stringify(incident),
    });
  });

  test('a component update makes a fact with its id', async () => {
    expect(await product.webhook(component)).toMatchObject({ status: 200 });
    expect((await fact('cmpupdate001'))?.stored.fact).toMatchObject({
      component: 'voicecode001',
      status: 'partial_outage',
      at: instant('2026-10-14T16:58:59.379Z'),
    });
  });

  test('a base64 body is decoded', async () => {
    const body = Buffer.from(JSON.stringify(another(component, 'base64'))).toString('base64');
    expect(await product.webhook(body, { isBase64Encoded: true })).toMatchObject({ status: 200 });
    expect(await fact('base64-cmpupdate001')).toBeDefined();
  });

  test('a redelivery changes nothing', async () => {
    const redelivered = another(incident, 'redelivered');
    await product.webhook(redelivered);
    product.setClock('2026-10-21T12:00:00Z');
    expect(await keepingNothing(redelivered)).toMatchObject({ status: 200 });
    expect(product.counted('FactsKnown')).toBe(4);
  });
});

describe('a caller without the secret', () => {
  test.each(['/wrong', '/', '', `/${SECRET}/`, `/${SECRET}x`, `/${SECRET.slice(1)}`, `/x/${'y'.repeat(10_000)}`])(
    'gets 403 for the path %j, and nothing is stored',
    async (path) => {
      const answer = await keepingNothing(incident, { path });
      expect(answer).toMatchObject({ status: 403, type: 'application/problem+json' });
      expect(await takeMessages(product.deadLetters('webhook'))).toEqual([]);
    },
  );

  test('does not learn of a wrong method or long body', async () => {
    expect(await product.webhook('', { method: 'GET', path: '/wrong' })).toMatchObject({ status: 403 });
    expect(await product.webhook('x'.repeat(LONGEST_BODY + 1), { path: '/wrong' })).toMatchObject({ status: 403 });
  });

  test('may use either secret during a rotation', () => {
    const secrets = ['new', 'old'];
    const comesIn = (path: string) => authenticateWebhook(webhookCall('{}', { path }), secrets).kind === 'accepted';
    expect(['/new', '/old', '/some/prefix/old', '/older', '/'].map(comesIn)).toEqual([true, true, true, false, false]);
  });
});

const padded = (length: number) => JSON.stringify(changedPayload(component, ['pad'], 'x'.repeat(length)));

describe('rejected requests are not stored', () => {
  test.each([
    ['GET', { method: 'GET' }, 405],
    ['PUT', { method: 'PUT' }, 405],
  ])('%s gets 405', async (_, request, status) => {
    expect(await keepingNothing(incident, request)).toMatchObject({ status, type: 'application/problem+json' });
  });

  test('a body may have exactly the limit in bytes', async () => {
    const room = LONGEST_BODY - Buffer.byteLength(padded(0));
    expect(await keepingNothing(padded(room + 1))).toMatchObject({ status: 413, type: 'application/problem+json' });
    expect(await keepingNothing('é'.repeat(LONGEST_BODY / 2 + 1))).toMatchObject({ status: 413 });
    const letters = await takeMessages(product.deadLetters('webhook'));
    expect(letters.map(({ attributes }) => attributes)).toEqual(
      [1, 2].map(() => expect.objectContaining({ rule: `longer than ${LONGEST_BODY} bytes` })),
    );
    expect(await product.webhook(padded(room))).toMatchObject({ status: 200 });
  });

  test('the limit applies to the decoded base64 body', async () => {
    const body = Buffer.alloc(LONGEST_BODY + 1, 'x').toString('base64');
    expect(await product.webhook(body, { isBase64Encoded: true })).toMatchObject({ status: 413 });
    expect(await takeMessages(product.deadLetters('webhook'))).toHaveLength(1);
  });
});

describe('an invalid webhook gets 400 and goes to the dead-letter queue', () => {
  test.each([
    ['no JSON', '{"page":', '', 'not JSON'],
    ['nothing at all', '', '', 'not JSON'],
    ['neither form', { page: { id: 'gpkpyklzq55q' } }, '', 'neither an incident nor a component update'],
    [
      "another page's",
      changedPayload(incident, ['page', 'id'], 'someoneelses'),
      'page.id',
      "no configured provider's page",
    ],
    [
      'a status that is none',
      changedPayload(component, ['component_update', 'new_status'], 'on_fire'),
      'component_update.new_status',
      'not one of',
    ],
  ])('%s', async (_, body, place, rule) => {
    const answer = await keepingNothing(body);
    expect(answer).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { status: 400, faults: [{ at: place, rule: expect.stringContaining(rule) }] },
    });
    expect(await takeMessages(product.deadLetters('webhook'))).toEqual([
      {
        body: typeof body === 'string' ? body || '-' : JSON.stringify(body),
        attributes: { at: place || '-', rule: expect.stringContaining(rule), reason: expect.stringContaining(rule) },
      },
    ]);
    expect(product.notes).toEqual([expect.stringContaining('twilio refused')]);
  });

  test('the longest invalid body is kept, cut to a message', async () => {
    expect(await product.webhook('x'.repeat(LONGEST_BODY))).toMatchObject({ status: 400 });
    const { sqs, url } = product.deadLetters('webhook');
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(Messages.map(({ Body }) => Body?.length)).toEqual([330_000]);
  });
});
