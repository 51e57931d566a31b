import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { instant } from '../domain/facts/fields.ts';
import { InvalidInput } from '../lib/validation.ts';
import { conditionalPut } from './conditional-put.ts';
import { payloadKey } from './keys.ts';
import { decodeItem, getItem } from './dynamo-reads.ts';
import type { Table } from './dynamo-table.ts';

const stored = z.object({
  payload: z.object({ door: z.string(), body: z.string(), receivedAt: instant, by: z.string() }),
});

/** What came, as it came, through which door, when, and from whom (an IAM principal, a service). */
export type Payload = z.output<typeof stored>['payload'];

/** The longest payload that is kept, in bytes of UTF-8: an item holds 400 KB = 380 KB of body + what stands beside it. */
export const PAYLOAD_BYTES_MAX = 380 * 1024;

/**
 * Keeps a payload as it came, for disputes, and gives back the name to find it by: the SHA-256 of its body, in hex.
 * The same body again is kept once, as it first came. Throws `Rejected` for a body that is too long.
 */
export const keepPayload = async (table: Table, payload: Payload): Promise<string> => {
  const bytes = Buffer.byteLength(payload.body);
  if (bytes > PAYLOAD_BYTES_MAX) {
    throw new InvalidInput([{ at: '', rule: `longer than ${PAYLOAD_BYTES_MAX} bytes`, value: bytes }]);
  }
  const sha256 = createHash('sha256').update(payload.body).digest('hex');
  await conditionalPut(table, { ...payloadKey(sha256), ...z.encode(stored, { payload }) });
  return sha256;
};

/** The payload with this name, or undefined. */
export const findPayload = async (table: Table, sha256: string): Promise<Payload | undefined> => {
  const item = await getItem(table, payloadKey(sha256));
  return item === undefined ? undefined : decodeItem(stored, item).payload;
};
