import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Key } from './keys.ts';
import { getItem } from './dynamo-reads.ts';
import type { Table } from './dynamo-table.ts';

export type Item = Key & Readonly<Record<string, unknown>>;

/**
 * Writes an item unless its key is taken; nothing in the table is ever overwritten.
 * Returns `exists` if the key is taken, possibly by this very item: the SDK retries a write whose answer was lost.
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
