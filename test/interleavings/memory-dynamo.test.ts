import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conditionalPut, getItem, openTable, queryPages, type Table } from '../../shared/persistence/dynamo-table.ts';
import { inProcessTransport } from '../support/emulators/in-process-transport.ts';
import { emptyMemoryTable, executeInMemory } from '../support/emulators/memory-dynamo.ts';
import { copyTable } from '../support/emulators/table-copies.ts';
import { tableItems } from '../support/emulators/table-items.ts';
import { type Dynamo, startDynamo } from '../support/emulators/test-dynamo.ts';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A table in memory behind the SDK. */
const memoryTable = (): Table => {
  let table = emptyMemoryTable;
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const respond = async ({ operation, body }: { readonly operation: string; readonly body: string }) => {
    const answer = executeInMemory(table, operation, JSON.parse(body));
    table = answer.table;
    return { status: answer.status, body: JSON.stringify(answer.output) };
  };
  return openTable('memory', inProcessTransport(client, respond));
};

const pk = fc.constantFrom('run#1', 'customer#é', 'customer#b');
const sk = fc.constantFrom('a', 'a#1', 'a#2', 'B', 'ä', 'credit#000001', 'credit#000001#sent', '~');
const flags = { backwards: fc.boolean(), pageSize: fc.constantFrom(undefined, 1, 2, 3) };
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ name: fc.constant('put'), pk, sk, value: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('get'), pk, sk }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('query'), pk, from: sk, to: sk, ...flags }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('prefix'), pk, sk }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('plan'), pk, sk, value: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('count'), pk, sk, value: fc.nat(9) }) },
);
type Step = {
  readonly name: string;
  readonly pk?: string;
  readonly sk?: string;
  readonly from?: string;
  readonly to?: string;
  readonly value?: number;
  readonly backwards?: boolean;
  readonly pageSize?: number | undefined;
};

const collected = async (all: AsyncGenerator<unknown[]>): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const page of all) found.push(page);
  return found.filter((page) => Array.isArray(page) && page.length > 0);
};

const updated = async (table: Table, key: { pk: string; sk: string }, change: object): Promise<unknown> =>
  (
    await table.documents.send(
      new UpdateCommand({ TableName: table.name, Key: key, ReturnValues: 'ALL_NEW', ...change }),
    )
  ).Attributes;

/** Carries out a step as the product does, and returns what it answers. */
const carriedOut = async (table: Table, step: Step): Promise<unknown> => {
  const { pk = '', sk = '', from = '', to = '', value = 0, backwards = false, pageSize } = step;
  const order = { backwards, ...(pageSize === undefined ? {} : { pageSize }) };
  switch (step.name) {
    case 'put':
      return conditionalPut(table, { pk, sk, value, list: [{ value }], text: 'é' });
    case 'get':
      return getItem(table, { pk, sk });
    case 'query':
      return collected(queryPages(table, { pk, from, to }, order));
    case 'prefix':
      return (
        await table.documents.send(
          new QueryCommand({
            TableName: table.name,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
            ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
          }),
        )
      ).Items;
    case 'plan':
      return updated(
        table,
        { pk, sk },
        {
          UpdateExpression: 'SET #planned = if_not_exists(#planned, :planned)',
          ExpressionAttributeNames: { '#planned': 'planned' },
          ExpressionAttributeValues: { ':planned': value },
        },
      );
    default:
      return updated(
        table,
        { pk, sk },
        {
          UpdateExpression: 'ADD #done :chunk',
          ExpressionAttributeNames: { '#done': 'done' },
          ExpressionAttributeValues: { ':chunk': new Set([value]) },
        },
      );
  }
};

const sorted = (items: unknown[]): string[] => items.map((item) => JSON.stringify(item, inOrder)).toSorted();

const SEED = 20261126;

test('the table in memory answers random requests as dynalite does', { timeout: 120_000 }, async () => {
  let tables = 0;
  const answersAlike = async (steps: readonly Step[]): Promise<void> => {
    const emulated = await copyTable(dynamo.table, `copy-${(tables += 1)}`, []);
    const memory = memoryTable();
    for (const each of steps) expect(await carriedOut(memory, each)).toEqual(await carriedOut(emulated, each));
    expect(sorted(await tableItems(memory))).toEqual(sorted(await tableItems(emulated)));
  };
  const steps = fc.array(step, { minLength: 10, maxLength: 40 });
  await fc.assert(fc.asyncProperty(steps, answersAlike), { numRuns: 40, seed: SEED });
});

/** Attributes in the order of their names, and sets in the order of their numbers. */
const inOrder = (_: string, value: unknown): unknown => {
  if (value instanceof Set) return [...value].map(Number).toSorted((a, b) => a - b);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
};
