import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { instantField, whole } from '../domain/facts/fields.ts';
import { InvalidInput } from '../lib/validation.ts';
import { conditionalPut, decodeItem, getItem, readAll, type Table } from './dynamo-table.ts';
import { payloadKey, payloadPartKey, payloadPartKeys } from './keys.ts';

const payloadFields = z.object({ door: z.string(), body: z.string(), receivedAt: instantField, by: z.string() });

/** `parts`: the number of items that hold the body, which `payload` then lacks. */
const payloadItem = z.object({ payload: payloadFields, parts: z.optional(whole(1)) });
const partItem = z.object({ part: z.string() });

/** An input as it arrived: the entry point (`door`), the text, when, and from which IAM principal or service. */
export type Payload = z.output<typeof payloadFields>;

/** Bytes of UTF-8 in one item. An item has 400 KB, with its other attributes. */
const ITEM_BYTES_MAX = 380 * 1024;

/** Characters of a part. A character (UTF-16 unit) has at most three bytes of UTF-8. */
const PART_CHARACTERS = Math.floor(ITEM_BYTES_MAX / 3);

/** Bytes of UTF-8: the longest document that the poller reads. A large outage's incident has some 500 KB. */
export const PAYLOAD_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Stores a payload for disputes, and returns the SHA-256 of its body in hex, which finds it. The first payload with a body stays.
 * A long body is stored in parts. They are written before the payload, so that a payload is always complete.
 * Throws `InvalidInput` for a body that is too long.
 */
export const keepPayload = async (table: Table, payload: Payload): Promise<string> => {
  const bytes = Buffer.byteLength(payload.body);
  if (bytes > PAYLOAD_BYTES_MAX) {
    throw new InvalidInput([{ at: '', rule: `longer than ${PAYLOAD_BYTES_MAX} bytes`, value: bytes }]);
  }
  const sha256 = createHash('sha256').update(payload.body).digest('hex');
  if (bytes <= ITEM_BYTES_MAX) {
    await conditionalPut(table, { ...payloadKey(sha256), ...z.encode(payloadItem, { payload }) });
    return sha256;
  }
  const parts = splitText(payload.body);
  for (const [i, part] of parts.entries()) await conditionalPut(table, { ...payloadPartKey(sha256, i + 1), part });
  const head = { payload: { ...payload, body: '' }, parts: parts.length };
  await conditionalPut(table, { ...payloadKey(sha256), ...z.encode(payloadItem, head) });
  return sha256;
};

/** Splits a text into parts of at most `PART_CHARACTERS`, without splitting a surrogate pair. */
const splitText = (body: string): string[] => {
  const parts: string[] = [];
  let start = 0;
  while (start < body.length) {
    const end = Math.min(start + PART_CHARACTERS, body.length);
    const isPairSplit = end < body.length && /[\uD800-\uDBFF]/.test(body.charAt(end - 1));
    parts.push(body.slice(start, isPairSplit ? end - 1 : end));
    start = isPairSplit ? end - 1 : end;
  }
  return parts;
};

export const findPayload = async (table: Table, sha256: string): Promise<Payload | undefined> => {
  const item = await getItem(table, payloadKey(sha256));
  if (item === undefined) return undefined;
  const { payload, parts } = decodeItem(payloadItem, item);
  if (parts === undefined) return payload;
  const items = await readAll(table, payloadPartKeys(sha256));
  return { ...payload, body: items.map((each) => decodeItem(partItem, each).part).join('') };
};
