import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { makeTable } from '../../../local/emulator/make-table.ts';
import { conditionalPut, type Item, type Table } from '../../../shared/persistence/dynamo-table.ts';
import { tableDefinition } from './test-dynamo.ts';
import { tableItems } from './table-items.ts';

const item = z.looseObject({ pk: z.string(), sk: z.string() });

/** All that is in a table now: what point-in-time recovery can give back later. */
export const snapshot = async (table: Table): Promise<Item[]> =>
  (await tableItems(table)).map((each) => z.parse(item, each));

/** Makes a table in the emulator of another one, with these items. */
export const makeCopy = async ({ documents }: Table, name: string, items: readonly Item[]): Promise<Table> => {
  const { endpoint, region, credentials } = documents.config;
  const client = new DynamoDBClient({ ...(endpoint === undefined ? {} : { endpoint }), region, credentials });
  await makeTable(client, { TableName: name, ...tableDefinition });
  client.destroy();
  const table = { documents, name };
  for (const each of items) await conditionalPut(table, each);
  return table;
};

/** Lets a table hold these items and no others, as if one with them had been restored under its name. */
export const restore = async (table: Table, items: readonly Item[]): Promise<void> => {
  for (const { pk, sk } of await snapshot(table))
    await table.documents.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
  for (const each of items) await conditionalPut(table, each);
};
