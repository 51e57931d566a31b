import { beforeEach, expect, test } from 'vitest';
import type { PolicyInput } from '../../../shared/domain/policy/policy.ts';
import { billedLines, declareDown, putCustomer, startClosedOctober } from '../../support/builders/closed-october.ts';
import { anOperator, openPolicy } from '../../support/builders/product-config.ts';
import { type Product } from '../../support/emulators/test-product.ts';
import { fetchMonthReport, runSweep } from '../../support/builders/run-sweeps.ts';

/** October is closed under version 1 (5 % a credit); then version 2 (10 %) is deployed. */
const second: PolicyInput = { ...openPolicy, version: 2, credit: { ...openPolicy.credit, amount: { bps: 1000 } } };

let product: Product;
let deploy: (change: Partial<typeof anOperator>) => void;
beforeEach(async () => {
  ({ product, deploy } = await startClosedOctober());
  return product.stop;
});

const versions = async (month?: string): Promise<number[]> => {
  const { judgedBy } = await fetchMonthReport(product, month);
  return judgedBy.filter(({ id }) => id === 'open').map(({ version }) => version);
};

test('a repeated close uses the policies of the first close', async () => {
  deploy({ policies: { ...anOperator.policies, open: second } });
  await product.close('2026-11-10T12:00:00Z');
  expect(await versions()).toEqual([1]);
  expect(await runSweep(product, '2026-11-11T12:30:00Z')).toEqual([]);
  expect(await billedLines(product)).toEqual([]);
});

test('a close under current policies is an adjustment, and sweeps follow it', async () => {
  deploy({ policies: { ...anOperator.policies, open: second } });
  product.setClock('2026-11-10T12:00:00Z');
  const order = { policies: 'current', reason: 'agreed with the customer' };
  expect((await product.call('POST', '/months/2026-10/close', order)).status).toBe(202);
  await product.pipeline.run();
  expect(await billedLines(product)).toEqual(['acme:2026-10:2 adjusted 10000 (5000)']);
  expect((await product.call('GET', '/months/2026-10')).body).toMatchObject(order);
  expect(await versions()).toEqual([2]);

  await declareDown(product, 20);
  expect(await runSweep(product, '2026-11-11T12:30:00Z')).toMatchObject([{ assessed: 1, adjusted: 1 }]);
  expect(await billedLines(product)).toEqual(['acme:2026-10:3 adjusted 20000 (10000)']);
});

test('a close reverses credits of an earlier close that ran meanwhile', async () => {
  product.setClock('2026-11-10T12:00:00Z');
  await declareDown(product, 15);
  await putCustomer(product, 'globex');
  expect((await product.call('POST', '/months/2026-10/close', { reason: 'one day more' })).status).toBe(202);
  product.setClock('2026-11-10T12:06:00Z'); // after its five minutes on the queue
  await product.pipeline.run();
  expect(await billedLines(product)).toEqual([
    'acme:2026-10:2 adjusted 10000 (5000)',
    'globex:2026-10:1 issued 10000 (10000)',
  ]);

  // Ordered two minutes before that: everybody should have had to write.
  deploy({ defaultPolicy: 'written' });
  product.setClock('2026-11-10T12:04:00Z');
  await product.call('POST', '/months/2026-10/close', { policies: 'current', reason: 'who wrote?' });
  product.setClock('2026-11-10T12:09:00Z');
  await product.pipeline.run();
  expect(await billedLines(product)).toEqual([
    'acme:2026-10:3 adjusted 0 (-10000)',
    'globex:2026-10:2 adjusted 0 (-10000)',
  ]);
});

test('an open month closes under the current policies', async () => {
  deploy({ policies: { ...anOperator.policies, open: second } });
  await product.close('2026-12-02T12:00:00Z', { month: '2026-11' });
  expect(await versions('2026-11')).toEqual([2]);
});

test('a removed alarm keeps its effect in a month closed with it', async () => {
  product.setClock('2026-11-03T12:00:00Z');
  deploy({ components: { ...anOperator.components, voice: { alarms: [], dependsOn: [] } }, defaultPolicy: 'written' });
  await declareDown(product, 20);
  expect(await runSweep(product, '2026-11-03T12:30:00Z')).toMatchObject([{ assessed: 1, adjusted: 1 }]);
  expect(await billedLines(product)).toEqual(['acme:2026-10:2 adjusted 10000 (5000)']);
});

test('the API shows a month under the policies of its newest run', async () => {
  deploy({ policies: { ...anOperator.policies, open: second } });
  const { body } = await product.call('GET', '/customers/acme/months/2026-10');
  expect(body).toMatchObject({ amountMinor: 5000, statements: [{ explanation: { policy: { version: 1 } } }] });
});

test('an order with an unknown choice of policies is rejected', async () => {
  expect((await product.call('POST', '/months/2026-10/close', { policies: 'new', reason: 'x' })).body).toMatchObject({
    faults: [{ at: 'policies', rule: 'not one of closed, current' }],
  });
});
