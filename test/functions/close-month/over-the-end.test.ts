import { afterEach, beforeEach, expect, test } from 'vitest';
import { billedLines, putCustomer } from '../../support/builders/closed-october.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';
import { runSweep } from '../../support/builders/run-sweeps.ts';

let product: Product;
beforeEach(async () => {
  product = await startProduct();
  await putCustomer(product, 'acme');
  await product.close('2026-11-02T12:00:00Z');
  await product.close('2026-12-02T12:00:00Z', { month: '2026-11' });
  product.setClock('2026-12-03T08:00:00Z');
});
afterEach(() => product.stop());

const late = (start: string, end: string) =>
  product.call('POST', '/downtimes', { component: 'web', start, end, evidence: 'found later' });

test("late downtime over a month's end adjusts both months", async () => {
  await late('2026-10-31T22:00:00Z', '2026-11-01T02:00:00Z');
  await runSweep(product, '2026-12-03T12:30:00Z');
  expect(await billedLines(product)).toEqual([
    'acme:2026-11:1 issued 5000 (5000)',
    'acme:2026-10:1 issued 5000 (5000)',
  ]);
});

test('a late fact adjusts only its own month', async () => {
  await late('2026-10-20T17:00:00Z', '2026-10-20T19:00:00Z');
  await runSweep(product, '2026-12-03T12:30:00Z');
  expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 5000 (5000)']);
});
