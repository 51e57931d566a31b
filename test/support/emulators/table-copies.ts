import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { makeTable } from '../../../local/emulator/make-table.ts';
import { conditionalPut, type Item, type Table } from '../../../shared/persistence/dynamo-table.ts';
import { tableDefinition } from './test-dynamo.ts';
import { tableItems } from './table-items.ts';

const item = z.looseObject({ pk: z.string(), sk: z.string() });

/** Returns all items of a table, for a later restore. */
export const allItems = async (table: Table): Promise<Item[]> =>
  (await tableItems(table)).map((each) => z.parse(item, each));

/** Makes a table with these items in the emulator of another table. */
export const copyTable = async ({ documents }: Table, name: string, items: readonly Item[]): Promise<Table> => {
  const { endpoint, region, credentials } = documents.config;
  const client = new DynamoDBClient({ ...(endpoint === undefined ? {} : { endpoint }), region, credentials });
  await makeTable(client, { TableName: name, ...tableDefinition });
  client.destroy();
  const table = { documents, name };
  for (const each of items) await conditionalPut(table, each);
  return table;
};

/** Replaces all items of a table, as a restore under the same name does. */
export const replaceItems = async (table: Table, items: readonly Item[]): Promise<void> => {
  for (const { pk, sk } of await allItems(table))
    await table.documents.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
  for (const each of items) await conditionalPut(table, each);
};
