import { afterEach, beforeEach, expect, test } from 'vitest';
import { billedLines, declareDown, messages, notify, putCustomer } from '../../support/builders/closed-october.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.stop());

const FIRST = '2026-11-02T12:00:00Z';
const SECOND = '2026-11-10T12:00:00Z';

test('fees that are missing block that customer alone, until they are there', async () => {
  await putCustomer(product, 'acme');
  await putCustomer(product, 'globex', { serviceFees: undefined });
  await declareDown(product, 14);
  expect(await product.close(FIRST)).toMatchObject({
    totals: { counts: { assessed: 2, issued: 1, blocked: 1 } },
    blocked: [{ customer: 'globex', reason: 'no fees for 2026-10, and no recurring fees' }],
  });
  expect(product.counted('CustomersBlocked')).toBe(1);
  expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 5000 (5000)']);

  await product.call('PUT', '/customers/globex/fees/2026-10', { amountMinor: 10_000, currency: 'JPY' });
  await product.close(SECOND);
  const [message] = await messages(product);
  expect(message?.data).toMatchObject({ customer: 'globex', amountMinor: 500, currency: 'JPY', exponent: 0 });
});

test('a customer without notice earns nothing until its notice is recorded', async () => {
  await putCustomer(product, 'acme', { policy: 'written' });
  await putCustomer(product, 'globex', { policy: 'written' });
  await declareDown(product, 14);
  await notify(product, 'globex', 14);
  await product.close(FIRST);
  expect(await billedLines(product)).toEqual(['globex:2026-10:1 issued 5000 (5000)']);
  await notify(product, 'acme', 14);
  await product.close(SECOND);
  expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 5000 (5000)']);
});

test('hostile text in a record does not stop any credit', async () => {
  const strange = { stripe: '\uFFFF \uFFFE \u0000 😀 é' };
  await putCustomer(product, 'acme', { externalRefs: strange });
  await putCustomer(product, 'globex');
  await declareDown(product, 14);
  expect(await product.close(FIRST)).toMatchObject({ progress: { complete: true }, totals: { counts: { issued: 2 } } });
  const received = await messages(product);
  expect(received.find(({ subject }) => subject === 'acme')?.data.externalRefs).toEqual(strange);
});

test('the longest external ids do not stop any credit', async () => {
  const refs = Object.fromEntries(
    Array.from({ length: 48 }, (_, i) => [`s${i}`, i % 2 === 0 ? '😀'.repeat(120) : '\u0001'.repeat(80)]),
  );
  const customers = Array.from({ length: 20 }, (_, i) => `customer-${i}`);
  for (const id of customers) await putCustomer(product, id, { externalRefs: refs });
  await declareDown(product, 14);
  expect(await product.close(FIRST)).toMatchObject({
    progress: { complete: true },
    totals: { counts: { issued: 20 } },
  });
  expect((await messages(product)).map(({ subject }) => subject).toSorted()).toEqual(customers.toSorted());
});

test('a credit is never more than a week of fees', async () => {
  await putCustomer(product, 'acme');
  for (const day of [5, 6, 7, 8, 9]) await declareDown(product, day);
  await product.close(FIRST);
  const [message] = await messages(product);
  expect(message?.data).toMatchObject({ amountMinor: 22_580, capMinor: 22_580, rateBps: 2500, credits: 5 });
  expect(message?.data.reason).toBe(
    "SLA credit for October 2026: 5 credits of 5 % of the fees for downtime on 5 Oct, 6 Oct, 7 Oct, 8 Oct, 9 Oct, capped at 7 days' fees (250.00 USD before the cap).",
  );
});
