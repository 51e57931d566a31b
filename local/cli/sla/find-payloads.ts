import { paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { jsonEqual } from '../../../shared/lib/json-equal.ts';
import { tryParseJson } from '../../../shared/lib/parse-json.ts';
import type { CustomerRecord } from '../../../shared/persistence/customer-record.ts';
import { decodeItem, type Table } from '../../../shared/persistence/dynamo-table.ts';
import { payloadKey } from '../../../shared/persistence/keys.ts';
import { tryParseRecordBody } from '../../../shared/persistence/record-body.ts';
import { findNotices } from '../../../shared/persistence/record-fact.ts';
import { mailKey } from '../../../shared/statements/bucket-reader.ts';
import { deliveriesOf, type DeliveredMessage } from './message-deliveries.ts';

const payloadItem = z.object({
  pk: z.string(),
  payload: z.object({ door: z.string(), body: z.string(), customer: z.optional(z.string()) }),
});

const bodyShape = z.object({
  customer: z.optional(z.unknown()),
  scope: z.optional(z.object({ customer: z.optional(z.unknown()) })),
  of: z.optional(z.object({ kind: z.unknown(), id: z.unknown() })),
});

/** The records of a customer that cite payloads, or are repeated in them. */
type CitingItems = {
  readonly facts: readonly {
    readonly payload?: string | undefined;
    readonly fact: { readonly id: string };
  }[];
  readonly profiles: readonly CustomerRecord[];
  readonly messages: readonly (DeliveredMessage & { readonly payload?: string | undefined })[];
  /** Whether an address is a contact of the customer. */
  readonly isContact: (address: string) => boolean;
};

/** The partition keys of payloads, and the objects of the bucket with the e-mails that they are about. */
type FoundPayloads = { readonly payloads: ReadonlySet<string>; readonly mail: readonly string[] };

/**
 * Returns the partition keys of the payloads about a customer: of its facts, of its path, and naming it.
 * Versions before 0.2 stored no path, so a body that equals a version of the record counts too.
 * A call that ended in a conflict has a payload without a fact, so all payloads are read.
 */
export const findPayloads = async (
  table: Table,
  customer: string,
  { facts, profiles, messages, isContact }: CitingItems,
): Promise<FoundPayloads> => {
  const hashes = [...facts.map(({ payload }) => payload), ...messages.map(({ payload }) => payload)];
  const cited = new Set(hashes.flatMap((payload) => (payload === undefined ? [] : [payloadKey(payload).pk])));
  const mail: string[] = [];
  const isDelivery = deliveriesOf(messages, isContact);
  const ids = new Set(facts.map(({ fact }) => fact.id));
  const found = new Set<string>();
  const scan = {
    TableName: table.name,
    ConsistentRead: true,
    FilterExpression: 'begins_with(pk, :payload) AND sk = :payloadItem', // parts have no fields of their own
    ExpressionAttributeValues: { ':payload': payloadKey('').pk, ':payloadItem': payloadKey('').sk },
  };
  for await (const { Items = [] } of paginateScan({ client: table.documents }, scan)) {
    for (const item of Items) {
      const { pk, payload } = decodeItem(payloadItem, item);
      const isNamed = cited.has(pk) || payload.customer === customer;
      // A message without a customer has deliveries that no fact cites.
      const isRepeated = payload.customer === undefined && isDelivery(payload.door, payload.body);
      if (
        isNamed ||
        isRepeated ||
        (payload.door === 'records' && (await isAbout(table, payload.body, { customer, ids, profiles })))
      )
        found.add(pk);
      if (found.has(pk) && payload.door === 'email') mail.push(...mailObjectsOf(payload.body));
    }
  }
  return { payloads: found, mail };
};

const sesMail = z.object({ mail: z.object({ messageId: z.string() }) });

/** Returns the object of the message that an event of SES is about. */
const mailObjectsOf = (event: string): string[] => {
  const { data } = z.safeParse(sesMail, tryParseJson(event));
  return data === undefined ? [] : [mailKey(data.mail.messageId)];
};

type Subject = {
  readonly customer: string;
  /** The ids of the customer's facts. */
  readonly ids: ReadonlySet<string>;
  readonly profiles: readonly CustomerRecord[];
};

const isAbout = async (table: Table, text: string, { customer, ids, profiles }: Subject): Promise<boolean> => {
  const body = tryParseJson(text);
  const shape = bodyShape.safeParse(body);
  if (!shape.success) return false;
  const { customer: named, scope, of } = shape.data;
  if (named === customer || scope?.customer === customer) return true;
  if (of !== undefined) {
    const id = String(of.id);
    // A retraction may name a notice by its caller's id, which several customers may have.
    return ids.has(id) || (ids.has(`${customer}/${id}`) && (await findNotices(table, id)).length === 1);
  }
  const put = typeof body === 'object' ? { id: customer, ...body } : body;
  // The instant of a body's local date does not matter here.
  const record = tryParseRecordBody(put, () => 'UTC').value?.record;
  return record !== undefined && profiles.some((profile) => jsonEqual(profile, record));
};
