import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { instant } from '../domain/facts/fields.ts';
import { InvalidInput } from '../lib/validation.ts';
import { conditionalPut, decodeItem, getItem, type Table } from './dynamo-table.ts';
import { payloadKey } from './keys.ts';

const payloadItem = z.object({
  payload: z.object({
    door: z.string(),
    body: z.string(),
    receivedAt: instant,
    by: z.string(),
    customer: z.optional(z.string()),
  }),
});

/**
 * An input as it arrived: the entry point (`door`), the text, when, and from which IAM principal or service.
 * `customer`: the customer of the path, if the body does not name it. An erasure finds the payload by it.
 */
export type Payload = z.output<typeof payloadItem>['payload'];

/** Bytes of UTF-8. An item has 400 KB, with its other attributes. */
export const PAYLOAD_BYTES_MAX = 380 * 1024;

/**
 * Stores a payload for disputes, and returns the SHA-256 of its body in hex, which finds it. The first payload with a body stays.
 * Throws `InvalidInput` for a body that is too long.
 */
export const keepPayload = async (table: Table, payload: Payload): Promise<string> => {
  const bytes = Buffer.byteLength(payload.body);
  if (bytes > PAYLOAD_BYTES_MAX) {
    throw new InvalidInput([{ at: '', rule: `longer than ${PAYLOAD_BYTES_MAX} bytes`, value: bytes }]);
  }
  const sha256 = createHash('sha256').update(payload.body).digest('hex');
  await conditionalPut(table, { ...payloadKey(sha256), ...z.encode(payloadItem, { payload }) });
  return sha256;
};

export const findPayload = async (table: Table, sha256: string): Promise<Payload | undefined> => {
  const item = await getItem(table, payloadKey(sha256));
  return item === undefined ? undefined : decodeItem(payloadItem, item).payload;
};
