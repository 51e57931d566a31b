import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';

/** Every item of a table, in no particular order but always the same one. */
export const everything = async ({ documents, name }: Table): Promise<unknown[]> => {
  const items: unknown[] = [];
  for await (const { Items } of paginateScan({ client: documents }, { TableName: name, ConsistentRead: true }))
    items.push(...(Items ?? []));
  return items;
};
