import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';

/** Returns all items of a table. The order is arbitrary but stable. */
export const tableItems = async ({ documents, name }: Table): Promise<unknown[]> => {
  const items: unknown[] = [];
  for await (const { Items } of paginateScan({ client: documents }, { TableName: name, ConsistentRead: true }))
    items.push(...(Items ?? []));
  return items;
};
