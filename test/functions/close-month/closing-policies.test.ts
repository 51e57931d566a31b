import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { PolicyInput } from '../../../shared/domain/policy/policy.ts';
import {
  billedLines,
  declareDown,
  putCustomer,
  type ConfigChange,
  startClosedOctober,
} from '../../support/builders/closed-october.ts';
import { anOperator, openPolicy } from '../../support/builders/product-config.ts';
import { type Product } from '../../support/emulators/test-product.ts';
import { fetchMonthReport, runSweep } from '../../support/builders/run-sweeps.ts';

/** October is closed under version 1 (5 % a credit); then version 2 (10 %) is deployed. */
const second: PolicyInput = { ...openPolicy, version: 2, credit: { ...openPolicy.credit, amount: { bps: 1000 } } };

let product: Product;
let deploy: (change: ConfigChange) => void;
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

test('random changes of the configuration change no amount of a closed month', async () => {
  const { web, voice } = anOperator.components;
  const changes = fc.record({
    bps: fc.constantFrom(500, 1000, 2500),
    version: fc.constantFrom(1, 2),
    effectiveFrom: fc.constantFrom('2026-09', '2026-10', '2026-11'),
    defaultPolicy: fc.constantFrom('open', 'written'),
    components: fc.constantFrom<typeof anOperator.components>(
      { web, voice },
      { voice, web: { alarms: [], dependsOn: [] } },
    ),
  });
  let day = 3;
  await fc.assert(
    fc.asyncProperty(changes, async ({ bps, version, effectiveFrom, defaultPolicy, components }) => {
      const changed = { ...openPolicy, version, credit: { ...openPolicy.credit, amount: { bps } } };
      const open = version === 1 ? changed : [openPolicy, { ...changed, effectiveFrom }];
      deploy({ policies: { ...anOperator.policies, open }, defaultPolicy, components });
      day += 1;
      await product.close(`2026-11-${String(day).padStart(2, '0')}T12:00:00Z`);
      expect(await billedLines(product)).toEqual([]);
      expect(await versions()).toEqual([1]);
    }),
    { numRuns: 12 },
  );
});

test.each([
  ['2026-11', 1, []],
  ['2026-10', 2, ['acme:2026-10:2 adjusted 10000 (5000)']],
])('a close under current policies has the version of its month', async (from, version, lines) => {
  deploy({ policies: { ...anOperator.policies, open: [openPolicy, { ...second, effectiveFrom: from }] } });
  product.setClock('2026-11-10T12:00:00Z');
  await product.call('POST', '/months/2026-10/close', { policies: 'current', reason: 'a test' });
  await product.pipeline.run();
  expect(await billedLines(product)).toEqual(lines);
  expect(await versions()).toEqual([version]);
});

test('an open month closes under its own version, whichever is deployed', async () => {
  const later = { ...second, effectiveFrom: '2026-12' };
  deploy({ policies: { ...anOperator.policies, open: [openPolicy, later] } });
  await product.close('2026-12-02T12:00:00Z', { month: '2026-11' });
  expect(await versions('2026-11')).toEqual([1]);
  await product.close('2027-01-02T12:00:00Z', { month: '2026-12' });
  expect(await versions('2026-12')).toEqual([2]);
});

test('a preview and the API use the version of an open month', async () => {
  deploy({ policies: { ...anOperator.policies, open: [openPolicy, { ...second, effectiveFrom: '2026-12' }] } });
  for (const [month, version] of [
    ['2026-11', 1],
    ['2026-12', 2],
  ] as const) {
    await product.close('2027-01-02T12:00:00Z', { month, preview: true });
    expect(await versions(month)).toEqual([version]);
    const { body } = await product.call('GET', `/customers/acme/months/${month}`);
    expect(body).toMatchObject({ statements: [{ explanation: { policy: { version } } }] });
  }
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
