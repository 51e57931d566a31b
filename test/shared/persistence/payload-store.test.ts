import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { findPayload, keepPayload, PAYLOAD_BYTES_MAX } from '../../../shared/persistence/payload-store.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

const came = {
  door: 'twilio',
  body: '{"b": 1,\r\n "a": "é"}',
  receivedAt: instant('2026-10-14T17:00:00Z'),
  by: 'webhook',
};

test('a payload is kept to the letter under the hash of its body, and once', async () => {
  const sha256 = await keepPayload(dynamo.table, came);
  expect(sha256).toBe(createHash('sha256').update(Buffer.from(came.body, 'utf8')).digest('hex'));
  expect(await keepPayload(dynamo.table, { ...came, receivedAt: came.receivedAt + 1, door: 'poll' })).toBe(sha256);
  expect(await findPayload(dynamo.table, sha256)).toEqual(came);
  expect(await findPayload(dynamo.table, 'none')).toBeUndefined();
});

const filled = (bytes: number): string => 'é'.repeat(bytes / 2);

test('the longest payload fits an item; a byte more is refused, counted in bytes and not in characters', async () => {
  for (const body of ['x'.repeat(PAYLOAD_BYTES_MAX), filled(PAYLOAD_BYTES_MAX)]) {
    expect((await findPayload(dynamo.table, await keepPayload(dynamo.table, { ...came, body })))?.body).toBe(body);
  }
  const tooLong = keepPayload(dynamo.table, { ...came, body: `${filled(PAYLOAD_BYTES_MAX)}x` });
  await expect(tooLong).rejects.toThrow(InvalidInput);
});
