import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { AWS_RETRIES } from '../lib/aws-retries.ts';
import { pathText } from '../lib/validation.ts';
import type { Key, KeyRange } from './keys.ts';

/** The product's only DynamoDB table, and its client. */
export type Table = { readonly documents: DynamoDBDocumentClient; readonly name: string };

/** Opens the table called `name`; call it once for each process, since its connections are reused. */
export const openTable = (name: string, client: DynamoDBClient = new DynamoDBClient(AWS_RETRIES)): Table => ({
  documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  name,
});

export type Item = Key & Readonly<Record<string, unknown>>;

/**
 * Writes an item unless its key is taken; nothing in the table is ever overwritten.
 * Returns `exists` if the key is taken, possibly by this item: the SDK retries a write without an answer.
 */
export const conditionalPut = async (table: Table, item: Item): Promise<'appended' | 'exists'> => {
  try {
    // DynamoDB evaluates the condition on the item with this key: without `pk` there is no such item.
    await table.documents.send(
      new PutCommand({ TableName: table.name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
    return 'appended';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'exists';
    throw error;
  }
};

/** Writes an item unless its key is taken, and returns the item that is stored afterwards. */
export const putOrRead = async <T>(
  table: Table,
  item: Item,
  read: (item: unknown) => T,
): Promise<{ readonly outcome: 'appended' | 'exists'; readonly stored: T }> => {
  const outcome = await conditionalPut(table, item);
  return { outcome, stored: read(outcome === 'appended' ? item : await getItem(table, item)) };
};

/** Returns the item at a key, or undefined. The read is consistent: it sees every earlier write. */
export const getItem = async (table: Table, { pk, sk }: Key): Promise<unknown> => {
  const { Item } = await table.documents.send(
    new GetCommand({ TableName: table.name, Key: { pk, sk }, ConsistentRead: true }),
  );
  return Item;
};

export type ReadOrder = {
  /** @default false - in order of the sort key */
  readonly backwards?: boolean;
  /**
   * The most items of a page.
   * @default as many as fit in 1 MB
   */
  readonly pageSize?: number;
};

/** Returns the items of a key range, page by page. Consistent: a page sees every write before it was requested. */
export async function* queryPages(
  table: Table,
  { pk, from, to }: KeyRange,
  { backwards = false, pageSize }: ReadOrder = {},
): AsyncGenerator<unknown[]> {
  // DynamoDB rejects a range that ends before it starts; here it is empty.
  if (to < from) return;
  const query = {
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
    ConsistentRead: true,
    ScanIndexForward: !backwards,
    ...(pageSize === undefined ? {} : { Limit: pageSize }),
  };
  for await (const { Items } of paginateQuery({ client: table.documents }, query)) yield Items ?? [];
}

/** Returns all items of a key range. */
export const readAll = async (table: Table, range: KeyRange): Promise<unknown[]> => {
  const items: unknown[] = [];
  for await (const page of queryPages(table, range)) items.push(...page);
  return items;
};

/** Returns the last item of a key range, or undefined. */
export const readLast = async (table: Table, range: KeyRange): Promise<unknown> => {
  for await (const [last] of queryPages(table, range, { backwards: true, pageSize: 1 })) return last;
  return undefined;
};

const keyItem = z.object({ pk: z.string(), sk: z.string() });

export const sortKeyOf = (item: unknown): string => z.parse(keyItem, item).sk;

/**
 * Parses a stored item. Throws a plain error, not `InvalidInput`: the table is wrong, not a caller's input.
 * The error names the key, the fields and the rules, never a value, since notices contain customers' text.
 */
export const decodeItem = <S extends z.core.$ZodType>(schema: S, item: unknown): z.output<S> => {
  const result = z.safeParse(schema, item);
  if (result.success) return result.data;
  const key = z.safeParse(keyItem, item);
  const faults = result.error.issues.map(({ path, message }) => `${pathText(path)}: ${message}`);
  throw new Error(`${key.success ? `${key.data.pk} ${key.data.sk}` : 'no item'} cannot be read: ${faults.join('; ')}`);
};
