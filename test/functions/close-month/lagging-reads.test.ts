import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { billedLines, declareDown, FEES, notify, putCustomer } from '../../support/builders/closed-october.ts';
import { runSweep } from '../../support/builders/run-sweeps.ts';
import { type LaggingReads, lagReads } from '../../support/emulators/lagging-reads.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';

/** Each test hides one customer's items from reads that are not consistent, as a lagging replica or index does. */
let product: Product;
let lag: LaggingReads;
beforeEach(async () => {
  product = await startProduct();
  lag = lagReads(product.pipeline.account.table);
});
afterEach(() => product.stop());

const CLOSE = '2026-11-02T12:00:00Z';
const SWEEP = '2026-11-03T12:30:00Z';
const issued = (customer: string): string => `${customer}:2026-10:1 issued 5000 (5000)`;

/** gamma and delta must send notice; web was down on the 14th. */
const putWriters = async (): Promise<void> => {
  for (const id of ['gamma', 'delta']) await putCustomer(product, id, { policy: 'written' });
  await declareDown(product, 14);
};

test('a read that is not consistent misses hidden items in these tests', async () => {
  await putCustomer(product, 'acme');
  lag.hide('acme');
  const { documents, name } = product.pipeline.account.table;
  const count = async (ConsistentRead: boolean) => {
    const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'customer#acme' } };
    const { Items = [] } = await documents.send(new QueryCommand({ TableName: name, ...query, ConsistentRead }));
    return Items.length;
  };
  expect([await count(false), await count(true)]).toEqual([0, 1]);
});

test('a close credits a notice of the minute before its instant', async () => {
  await putWriters();
  await notify(product, 'delta', 14);
  product.setClock('2026-11-02T11:59:00Z');
  await notify(product, 'gamma', 14);
  lag.hide('gamma');
  await product.close(CLOSE);
  expect((await billedLines(product)).toSorted()).toEqual([issued('delta'), issued('gamma')]);
});

test('a close credits a customer that was first recorded the minute before', async () => {
  await declareDown(product, 14);
  product.setClock('2026-11-02T11:59:00Z');
  for (const id of ['acme', 'beta']) await putCustomer(product, id);
  lag.hide('acme');
  await product.close(CLOSE);
  expect((await billedLines(product)).toSorted()).toEqual([issued('acme'), issued('beta')]);
});

test.each([
  ['with another late notice', ['delta', 'gamma']],
  ['alone', ['gamma']],
])('a sweep credits a late notice %s', async (_, customers) => {
  await putWriters();
  await product.close(CLOSE);
  product.setClock('2026-11-03T12:20:00Z');
  for (const id of customers) await notify(product, id, 14);
  lag.hide('gamma');
  expect(await runSweep(product, SWEEP)).toEqual([{ assessed: customers.length, issued: customers.length }]);
  expect((await billedLines(product)).toSorted()).toEqual(customers.map(issued));
});

test('both readings of a sweep find a late notice', async () => {
  await putWriters();
  await product.close(CLOSE);
  product.setClock('2026-11-03T12:20:00Z');
  await notify(product, 'gamma', 14);
  // The sweep reads the lists once before it stores its run, and once after.
  product.pipeline.account.table.documents.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const response = await next(args);
        if (commandName === 'PutItemCommand' || commandName === 'PutCommand') lag.hide('gamma');
        return response;
      },
    { step: 'initialize', name: 'hideAfterFirstWrite' },
  );
  expect(await runSweep(product, SWEEP)).toEqual([{ assessed: 1, issued: 1 }]);
  expect(await billedLines(product)).toEqual([issued('gamma')]);
});

test('a sweep applies the late fees of every customer', async () => {
  for (const id of ['acme', 'beta']) await putCustomer(product, id);
  await declareDown(product, 14);
  await product.close(CLOSE);
  await product.billed();
  product.setClock('2026-11-03T12:20:00Z');
  for (const id of ['acme', 'beta'])
    await product.call('PUT', `/customers/${id}/fees/2026-10`, { ...FEES, amountMinor: 50_000 });
  lag.hide('acme');
  expect(await runSweep(product, SWEEP)).toEqual([{ assessed: 2, adjusted: 2 }]);
  expect((await billedLines(product)).toSorted()).toEqual([
    'acme:2026-10:2 adjusted 2500 (-2500)',
    'beta:2026-10:2 adjusted 2500 (-2500)',
  ]);
});

test('a close withdraws a credit after the downtime was retracted', async () => {
  await putWriters();
  await notify(product, 'gamma', 14);
  await product.close(CLOSE);
  expect(await billedLines(product)).toEqual([issued('gamma')]);
  lag.hide('gamma');
  await product.call('POST', '/retractions', { of: { kind: 'downtime', id: 'web-14' }, reason: 'it was none' });
  await product.close('2026-11-03T12:00:00Z');
  expect(await billedLines(product)).toEqual(['gamma:2026-10:2 adjusted 0 (-5000)']);
});
