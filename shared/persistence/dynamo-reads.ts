import { GetCommand, paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { formatPath } from '../lib/validation.ts';
import type { Key, KeyRange } from './keys.ts';
import type { Table } from './dynamo-table.ts';

/** The item at a key as it stands, or undefined. Consistent: what was written before is seen. */
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

/** The items of a stretch of one partition, page by page. Consistent: every page sees what was written before it was asked for. */
export async function* pages(
  table: Table,
  { pk, from, to }: KeyRange,
  order: ReadOrder = {},
): AsyncGenerator<unknown[]> {
  // DynamoDB refuses a stretch that ends before it starts; here it is an empty one.
  if (to < from) return;
  const stretch = {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
    ConsistentRead: true,
  };
  yield* query(table, stretch, order);
}

export type IndexOrder = ReadOrder & {
  /**
   * The entries that sort after this.
   * @default all of them
   */
  readonly past?: string | undefined;
};

/** The entries of one partition of the index, page by page. An index lags behind its table: never for what decides money. */
export const indexPages = (
  table: Table,
  indexPk: string,
  { past, ...order }: IndexOrder = {},
): AsyncGenerator<unknown[]> =>
  query(
    table,
    {
      IndexName: 'index',
      KeyConditionExpression: `indexPk = :indexPk${past === undefined ? '' : ' AND indexSk > :past'}`,
      ExpressionAttributeValues: { ':indexPk': indexPk, ...(past === undefined ? {} : { ':past': past }) },
    },
    order,
  );

async function* query(
  table: Table,
  input: Omit<QueryCommandInput, 'TableName'>,
  { backwards = false, pageSize }: ReadOrder,
): AsyncGenerator<unknown[]> {
  const limit = pageSize === undefined ? {} : { Limit: pageSize };
  const asked = { TableName: table.name, ScanIndexForward: !backwards, ...limit, ...input };
  for await (const { Items } of paginateQuery({ client: table.documents }, asked)) yield Items ?? [];
}

/** All items of a stretch, read whole. */
export const readAll = async (table: Table, stretch: KeyRange): Promise<unknown[]> => {
  const items: unknown[] = [];
  for await (const page of pages(table, stretch)) items.push(...page);
  return items;
};

/** The last item of a stretch, or undefined. */
export const readLast = async (table: Table, stretch: KeyRange): Promise<unknown> => {
  for await (const [last] of pages(table, stretch, { backwards: true, pageSize: 1 })) return last;
  return undefined;
};

const keyed = z.object({ pk: z.string(), sk: z.string() });

/** The sort key of a stored item. */
export const sortKey = (item: unknown): string => z.parse(keyed, item).sk;

/**
 * A stored item, parsed. Throws a plain error, not `Rejected`: nobody's message is at fault, our own table is.
 * Says the key, the places and the rules, never the values (a notice's text is its customer's).
 */
export const decodeItem = <S extends z.core.$ZodType>(schema: S, item: unknown): z.output<S> => {
  const result = z.safeParse(schema, item);
  if (result.success) return result.data;
  const where = z.safeParse(keyed, item);
  const faults = result.error.issues.map(({ path, message }) => `${formatPath(path)}: ${message}`);
  throw new Error(
    `${where.success ? `${where.data.pk} ${where.data.sk}` : 'no item'} cannot be read: ${faults.join('; ')}`,
  );
};
