import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import {
  conditionalPut,
  decodeItem,
  getItem,
  queryPages,
  readAll,
  readLast,
} from '../../../shared/persistence/dynamo-table.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

const numbered = z.object({ n: z.number() });

test('only one of twenty concurrent writes of a key succeeds', async () => {
  const writers = Array.from({ length: 20 }, (_, n) => n);
  const outcomes = await Promise.all(writers.map((n) => conditionalPut(dynamo.table, { pk: 'race', sk: 'x', n })));
  expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1);
  const { n } = decodeItem(numbered, await getItem(dynamo.table, { pk: 'race', sk: 'x' }));
  expect(outcomes[n]).toBe('appended');
});

test('another sort key in the same partition is free', async () => {
  expect(await conditionalPut(dynamo.table, { pk: 'partition', sk: 'a' })).toBe('appended');
  expect(await conditionalPut(dynamo.table, { pk: 'partition', sk: 'b' })).toBe('appended');
  expect(await conditionalPut(dynamo.table, { pk: 'partition', sk: 'a' })).toBe('exists');
});

test('an error other than the condition is thrown', async () => {
  await expect(conditionalPut({ ...dynamo.table, name: 'no-such-table' }, { pk: 'a', sk: 'b' })).rejects.toThrow(
    'resource not found',
  );
});

test('a key range is read in order over many pages', async () => {
  const written = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
  await Promise.all(written.map((sk) => conditionalPut(dynamo.table, { pk: 'paged', sk, n: Number(sk) })));
  const stretch = { pk: 'paged', from: '2', to: '8' };
  const read: number[] = [];
  let count = 0;
  for await (const page of queryPages(dynamo.table, stretch, { backwards: true, pageSize: 3 })) {
    count += 1;
    read.push(...page.map((item) => decodeItem(numbered, item).n));
  }
  expect(read).toEqual([8, 7, 6, 5, 4, 3, 2]);
  expect(count).toBeGreaterThanOrEqual(3);
  expect(await readLast(dynamo.table, stretch)).toMatchObject({ n: 8 });
  expect(await readLast(dynamo.table, { ...stretch, pk: 'nothing' })).toBeUndefined();
});

test('more than a megabyte is read whole', async () => {
  const body = 'x'.repeat(390_000);
  for (const sk of ['1', '2', '3', '4']) await conditionalPut(dynamo.table, { pk: 'large', sk, body });
  expect(await readAll(dynamo.table, { pk: 'large', from: '1', to: '4' })).toHaveLength(4);
});

test('every read of the table is consistent', async () => {
  const table = dynamo.crashingAfter(0);
  const asked: unknown[] = [];
  table.documents.middlewareStack.add(
    (next) => (args) => {
      asked.push(args.input);
      return next(args);
    },
    { step: 'initialize' },
  );
  const stretch = { pk: 'partition', from: 'a', to: 'b' };
  await getItem(table, { pk: 'partition', sk: 'a' });
  await readAll(table, stretch);
  await readLast(table, stretch);
  const consistent = expect.objectContaining({ ConsistentRead: true });
  expect(asked).toEqual([consistent, consistent, consistent]);
});

const readBroken = (): unknown => decodeItem(numbered, { pk: 'customer#acme', sk: 'profile#1', n: 'secret' });

test('an unreadable item is an internal error with its place', () => {
  expect(readBroken).toThrow('customer#acme profile#1 cannot be read: n:');
  expect(readBroken).not.toThrow('secret');
  expect(readBroken).not.toThrow(InvalidInput);
});
