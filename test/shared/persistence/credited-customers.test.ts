import { expect, test } from 'vitest';
import { creditedCustomers } from '../../../shared/persistence/customer-lists.ts';
import { recordRevision } from '../../../shared/persistence/ledger.ts';
import { aRevision } from '../../support/builders/revision-builder.ts';
import { lagReads } from '../../support/emulators/lagging-reads.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

const collect = async (texts: AsyncIterable<string>): Promise<string[]> => {
  const collected: string[] = [];
  for await (const text of texts) collected.push(text);
  return collected;
};

test('returns a credited customer once, for any number of revisions', async () => {
  for (const revision of [1, 2, 3]) await recordRevision(dynamo.table, aRevision({ customer: 'acme', revision }));
  await recordRevision(dynamo.table, aRevision({ customer: 'globex' }));
  await recordRevision(dynamo.table, aRevision({ customer: 'initech', month: '2026-09' }));
  expect(await collect(creditedCustomers(dynamo.table, '2026-10'))).toEqual(['acme', 'globex']);
  expect(await collect(creditedCustomers(dynamo.table, '2026-10', { pageSize: 1 }))).toEqual(['acme', 'globex']);
  expect(await collect(creditedCustomers(dynamo.table, '2026-09'))).toEqual(['initech']);
  expect(await collect(creditedCustomers(dynamo.table, '2026-08'))).toEqual([]);
});

test('a list of credited customers misses no credit of the moment before', async () => {
  const lag = lagReads(dynamo.table);
  for (const customer of ['acme', 'birch', 'cedar', 'elder'])
    await recordRevision(dynamo.table, aRevision({ customer, month: '2026-07' }));
  lag.hide('birch');
  expect(await collect(creditedCustomers(dynamo.table, '2026-07'))).toEqual(['acme', 'birch', 'cedar', 'elder']);
  lag.show();
});
