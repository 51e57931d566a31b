import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { authenticateWebhook } from '../../../functions/lambda/authenticate-webhook.ts';
import { recordFact } from '../../../shared/persistence/record-fact.ts';
import { findPayload } from '../../../shared/persistence/payload-store.ts';
import { SECRET } from '../../../local/emulator/local-pipeline.ts';
import component from '../../fixtures/payloads/statuspage-component.json' with { type: 'json' };
import incident from '../../fixtures/payloads/statuspage-incident.json' with { type: 'json' };
import { changedPayload } from '../../support/builders/changed-payload.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { type Answered, type Product } from '../../support/emulators/test-product.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { webhookCall } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';
import { expectUnchanged } from '../../support/emulators/expect-unchanged.ts';

const product = await usingProduct();
beforeEach(product.forget);
afterEach(syncBuiltinESMExports);

const keepingNothing = (...request: Parameters<Product['webhook']>): Promise<Answered> =>
  expectUnchanged(product.pipeline.account.table, () => product.webhook(...request));

test.each(['current', 'previous', 'neither', 'curren', '', 'x'.repeat(10_000)])(
  'checking %j compares equally long digests with every secret',
  (said) => {
    using compared = vi.spyOn(crypto, 'timingSafeEqual');
    syncBuiltinESMExports(); // the webhook imports the function by its name
    authenticateWebhook(webhookCall('{}', { path: `/${said}` }), ['current', 'previous']);
    expect(compared.mock.calls.map(([a, b]) => [a.byteLength, b.byteLength])).toEqual([
      [32, 32],
      [32, 32],
    ]);
  },
);

test.each(['/', '/a/', ''])('an empty secret opens no path: %j', (path) => {
  const request = authenticateWebhook({ ...webhookCall('{}'), rawPath: path }, ['']);
  expect(request).toMatchObject({ kind: 'rejected', response: { statusCode: 403 } });
});

test.each(['/', '/s/', '/S', '/s%00', '/a'])('a path without the exact secret is rejected: %j', (path) => {
  expect(authenticateWebhook({ ...webhookCall('{}'), rawPath: path }, ['s'])).toMatchObject({ kind: 'rejected' });
});

const inBase64 = (bytes: Buffer) => keepingNothing(bytes.toString('base64'), { isBase64Encoded: true });

describe('a body', () => {
  const NOT_UTF8 = { status: 400, type: 'application/problem+json', body: { faults: [{ at: '', rule: 'not UTF-8' }] } };

  test.each([
    ['Latin-1', Buffer.from(JSON.stringify(changedPayload(component, ['component', 'name'], 'é')), 'latin1')],
    ['UTF-16 with characters of four bytes', Buffer.from(JSON.stringify({ name: '😀' }), 'utf16le')],
    ['noise', Buffer.from([0xff, 0xfe, 0x00, 0xd8])],
  ])('is rejected and not stored in %s', async (_, bytes) => {
    expect(await inBase64(bytes)).toMatchObject(NOT_UTF8);
    expect(await takeMessages(product.deadLetters('webhook'))).toEqual([]);
  });

  test('is accepted and stored unchanged with deep nesting', async () => {
    const body = JSON.stringify(component).replace('"meta":{', `"meta":{"deep":${'['.repeat(5e4)}${']'.repeat(5e4)},`);
    expect(await product.webhook(body)).toMatchObject({ status: 200 });
    expect(await keepingNothing(body)).toMatchObject({ status: 200 });
  });

  test('is rejected with one invalid update, and others are recorded', async () => {
    const wrong = changedPayload(incident, ['incident', 'incident_updates', 2, 'id'], 'x'.repeat(1000));
    expect(await product.webhook(wrong)).toMatchObject({
      status: 400,
      body: { faults: [{ at: 'incident.incident_updates[2].id' }] },
    });
    expect(product.counted('FactsRecorded')).toBe(2);
    expect(await takeMessages(product.deadLetters('webhook'))).toHaveLength(1);
  });
});

test("an id of another source's fact is rejected with the reason", async () => {
  const { table } = product.pipeline.account;
  const id = 'takenbyother';
  const fact = {
    kind: 'provider-status',
    id,
    provider: 'other',
    component: 'voicecode001',
    status: 'operational',
  } as const;
  const now = instant('2026-10-20T12:00:00Z');
  await recordFact(table, { fact: { ...fact, at: now, recordedAt: now }, by: 'other' });
  const body = changedPayload(component, ['component_update', 'id'], id);
  expect(await product.webhook(body)).toMatchObject({
    status: 400,
    body: { faults: [{ at: 'id', rule: 'id already used by a different provider-status', value: id }] },
  });
  const letters = await takeMessages(product.deadLetters('webhook'));
  expect(letters.at(-1)?.attributes).toMatchObject({ at: 'id' });
});

test('a stored body is found by its bytes', async () => {
  const body = JSON.stringify(changedPayload(component, ['component', 'name'], '=cmd|"/c calc"!A1 <script>\u2028'));
  expect(await product.webhook(body, { path: `/${SECRET}` })).toMatchObject({ status: 200 });
  const { createHash } = await import('node:crypto');
  const sha256 = createHash('sha256').update(body).digest('hex');
  expect((await findPayload(product.pipeline.account.table, sha256))?.body).toBe(body);
});
