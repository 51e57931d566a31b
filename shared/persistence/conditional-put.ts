import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Key } from './keys.ts';
import { getItem } from './dynamo-reads.ts';
import type { Table } from './dynamo-table.ts';

export type Item = Key & Readonly<Record<string, unknown>>;

/**
 * Writes an item unless its key is taken: nothing in the table is ever overwritten.
 * `stood`: something stands there already. It may be this very item, if an answer was lost and the client tried again; whoever
 * must know reads what stands.
 */
export const conditionalPut = async (table: Table, item: Item): Promise<'appended' | 'stood'> => {
  try {
    // The condition is judged on the item with this very key: no pk there means no item there.
    await table.documents.send(
      new PutCommand({ TableName: table.name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
    return 'appended';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'stood';
    throw error;
  }
};

/** Writes an item unless its key is taken, and gives back what stands there afterwards. */
export const putOrRead = async <T>(
  table: Table,
  item: Item,
  read: (item: unknown) => T,
): Promise<{ readonly outcome: 'appended' | 'stood'; readonly standing: T }> => {
  const outcome = await conditionalPut(table, item);
  const stored = outcome === 'appended' ? item : await getItem(table, item);
  return { outcome, standing: read(stored) };
};
