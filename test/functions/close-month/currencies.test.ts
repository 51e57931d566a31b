import { afterEach, beforeEach, expect, test } from 'vitest';
import { putProfile } from '../../../shared/persistence/customer-versions.ts';
import { billedLines, declareDown, messages, putCustomer } from '../../support/builders/closed-october.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(async () => {
  await product.stop();
});

const UDS = { amountMinor: 100_000, currency: 'UDS' };

const chargedIn = (amountMinor: number, currency: string) =>
  product.call('PUT', '/customers/acme/fees/2026-10', { amountMinor, currency });

test('a credit that was withdrawn to 0 is issued in another currency', async () => {
  await putCustomer(product, 'acme', { serviceFees: { amountMinor: 100_000, currency: 'AUD' } });
  await declareDown(product, 14);
  await product.close('2026-11-02T12:00:00Z');
  expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 5000 (5000)']);

  product.setClock('2026-11-03T09:00:00Z');
  await chargedIn(100_000, 'USD');
  const report = await product.close('2026-11-03T12:00:00Z');
  expect(await billedLines(product)).toEqual([]);
  expect(report).toMatchObject({
    blocked: [{ customer: 'acme', reason: "the credit is in AUD, the month's fees are now in USD" }],
  });

  product.setClock('2026-11-04T09:00:00Z');
  await chargedIn(0, 'AUD');
  await product.close('2026-11-04T12:00:00Z');
  expect(await billedLines(product)).toEqual(['acme:2026-10:2 adjusted 0 (-5000)']);

  product.setClock('2026-11-05T09:00:00Z');
  await chargedIn(100_000, 'USD');
  await product.close('2026-11-05T12:00:00Z');
  const [revision, ...others] = await messages(product);
  expect(others).toEqual([]);
  expect(revision).toMatchObject({
    id: 'acme:2026-10:3',
    data: { amountMinor: 5000, deltaMinor: 5000, previousAmountMinor: 0, currency: 'USD' },
  });
});

test.each<[string, object, string]>([
  ['/customers/acme', { name: 'Acme', components: ['web'], serviceFees: UDS }, 'serviceFees.currency'],
  [
    '/customers/acme',
    { name: 'Acme', services: [{ id: 'web', components: ['web'], serviceFees: UDS }] },
    'services[0].serviceFees.currency',
  ],
  ['/customers/acme/fees/2026-10', UDS, 'currency'],
  ['/customers/acme/fees/2026-10', { services: { web: UDS } }, 'services.web.currency'],
])('PUT %s rejects %j for its currency', async (path, body, at) => {
  const { status, body: problem } = await product.call('PUT', path, body);
  expect(status).toBe(400);
  expect(problem).toMatchObject({ faults: [{ at, rule: 'not an ISO 4217 code', value: 'UDS' }] });
});

test('a stored record in an unknown currency blocks its customer', async () => {
  await putCustomer(product, 'beta');
  const profile = {
    id: 'acme',
    name: 'Acme',
    components: ['web'],
    serviceFees: { amountMinor: 100_000, currency: 'UDS' },
  };
  await putProfile(product.pipeline.account.table, { profile, recordedAt: product.clock(), by: 'an earlier version' });
  await declareDown(product, 14);
  const report = await product.close('2026-11-02T12:00:00Z');
  expect(await billedLines(product)).toEqual(['beta:2026-10:1 issued 5000 (5000)']);
  expect(report).toMatchObject({
    blocked: [{ customer: 'acme', reason: 'its fees are in UDS, which is not an ISO 4217 code' }],
  });

  product.setClock('2026-11-03T09:00:00Z');
  await chargedIn(100_000, 'USD');
  await product.close('2026-11-03T12:00:00Z');
  expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 5000 (5000)']);
});
