import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { findPayload, keepPayload, PAYLOAD_BYTES_MAX } from '../../../shared/persistence/payload-store.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { Crash } from '../../support/emulators/test-dynamo.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

const came = {
  door: 'twilio',
  body: '{"b": 1,\r\n "a": "é"}',
  receivedAt: instant('2026-10-14T17:00:00Z'),
  by: 'webhook',
};

test('a payload is stored once, byte for byte, under its hash', async () => {
  const sha256 = await keepPayload(dynamo.table, came);
  expect(sha256).toBe(createHash('sha256').update(Buffer.from(came.body, 'utf8')).digest('hex'));
  expect(await keepPayload(dynamo.table, { ...came, receivedAt: came.receivedAt + 1, door: 'poll' })).toBe(sha256);
  expect(await findPayload(dynamo.table, sha256)).toEqual(came);
  expect(await findPayload(dynamo.table, 'none')).toBeUndefined();
});

const filled = (bytes: number): string => 'é'.repeat(bytes / 2);

const ITEM_BYTES_MAX = 380 * 1024;

test.each([
  ['in one item', 'x'.repeat(ITEM_BYTES_MAX)],
  ['in parts, of one byte a character', 'x'.repeat(ITEM_BYTES_MAX + 1)],
  ['in parts, of three bytes a character', '顧'.repeat(500_000)],
  ['in parts, with pairs at their ends', `a${'😀'.repeat(300_000)}`],
  ['in parts, up to the limit', filled(PAYLOAD_BYTES_MAX)],
])('a payload is stored %s', async (_, body) => {
  expect((await findPayload(dynamo.table, await keepPayload(dynamo.table, { ...came, body })))?.body).toBe(body);
});

test('a payload whose parts are written alone is not found', async () => {
  const body = 'y'.repeat(ITEM_BYTES_MAX * 2);
  await expect(keepPayload(dynamo.crashingAfter(3), { ...came, body })).rejects.toThrow(Crash);
  const sha256 = createHash('sha256').update(body).digest('hex');
  expect(await findPayload(dynamo.table, sha256)).toBeUndefined();
  expect(await keepPayload(dynamo.table, { ...came, body })).toBe(sha256);
  expect((await findPayload(dynamo.table, sha256))?.body).toBe(body);
});

test('a payload longer than the limit in bytes is rejected', async () => {
  const tooLong = keepPayload(dynamo.table, { ...came, body: `${filled(PAYLOAD_BYTES_MAX)}x` });
  await expect(tooLong).rejects.toThrow(InvalidInput);
});
