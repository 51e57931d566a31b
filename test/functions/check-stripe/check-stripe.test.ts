import { afterEach, expect, test } from 'vitest';
import { listInvoiceReviews } from '../../../shared/persistence/invoice-reviews.ts';
import { declareDown, putCustomer } from '../../support/builders/closed-october.ts';
import { stripeOctober } from '../../support/builders/stripe-october.ts';
import { startStripeOctober, type StripeProduct } from '../../support/builders/stripe-product.ts';
import { CALLER } from '../../support/http/requests.ts';

let started: StripeProduct | undefined;
afterEach(() => started?.product.stop());

const startOctober = async (): Promise<StripeProduct> => (started = await startStripeOctober());
const reviews = ({ product }: StripeProduct) => listInvoiceReviews(product.pipeline.account.table, '2026-10');
const DIFFERENT = {
  customer: 'acme',
  revision: 1,
  reason: expect.stringContaining('the daily check found a difference'),
};

test('the daily check finds nothing after Stripe booked the credit', async () => {
  const october = await startOctober();
  await october.invoice();
  const { requests } = october.october.stripe;
  const booked = requests.length;
  await october.checkDay('2026-11-03T00:00:00Z');
  expect(await reviews(october)).toEqual([]);
  expect(october.product.counted('InvoiceChecksCompleted')).toBe(24);
  const later = requests.slice(booked);
  expect(later.filter(({ path }) => path === '/v1/customers/cus_acme')).toHaveLength(1);
  expect(later.every(({ method }) => method === 'GET')).toBe(true);
});

test('a lost credit is listed once, with an alarm', async () => {
  const october = await startOctober();
  await october.product.billed();
  await october.checkDay('2026-11-03T00:00:00Z');
  await october.checkDay('2026-11-04T00:00:00Z');
  expect(await reviews(october)).toMatchObject([DIFFERENT]);
  expect(october.product.counted('CreditsDiffering')).toBe(1);
});

test('a credit that a person booked by hand is not compared', async () => {
  const october = await startOctober();
  const { stripe, invoice } = october.october;
  stripe.finalise(invoice);
  stripe.pay(invoice);
  await october.invoice();
  expect(await reviews(october)).toMatchObject([{ reason: `invoice ${invoice} is paid` }]);
  const id = '2026-10-1-acme';
  const done = { action: 'done', reason: 'refunded' };
  expect((await october.product.call('POST', `/invoice-reviews/${id}`, done)).status).toBe(200);
  await october.checkDay('2026-11-03T00:00:00Z');
  expect(await reviews(october)).toEqual([]);
});

test('a difference leaves the list when Stripe agrees again', async () => {
  const october = await startOctober();
  const lost = await october.product.billed();
  await october.checkDay('2026-11-03T00:00:00Z');
  expect(await reviews(october)).toHaveLength(1);
  const { id, data } = JSON.parse(lost[0]?.body ?? '{}');
  expect(id).toBe('acme:2026-10:1');
  await october.october.book({ ...JSON.parse(lost[0]?.body ?? '{}'), data });
  await october.checkDay('2026-11-04T00:00:00Z');
  expect(await reviews(october)).toEqual([]);
});

test('a revision of the last two hours is not compared', async () => {
  const october = await startOctober();
  await october.product.billed();
  await october.checkDay('2026-11-01T14:00:00Z');
  expect(await reviews(october)).toEqual([]);
});

test('a credit that cannot be compared fails the run', async () => {
  const october = await startOctober();
  october.october.stripe.fault = ({ method }) => (method === 'GET' ? 'error-before' : undefined);
  await expect(october.checkDay('2026-11-03T00:00:00Z')).rejects.toThrow('1 credits could not be compared');
  expect(october.product.counted('InvoiceChecksCompleted')).toBeLessThan(24);
});

test('a person books later revisions after the first one by hand', async () => {
  const october = await startOctober();
  const { stripe, invoice } = october.october;
  stripe.finalise(invoice);
  stripe.pay(invoice);
  await october.invoice();
  const decide = (revision: number) =>
    october.product.call('POST', `/invoice-reviews/2026-10-${revision}-acme`, { action: 'done', reason: 'refunded' });
  expect((await decide(1)).body).toMatchObject({ action: 'done', by: CALLER });
  await declareDown(october.product, 15);
  await october.product.close('2026-11-03T12:00:00Z');
  await october.invoice();
  expect(await reviews(october)).toMatchObject([
    { revision: 2, reason: 'a person booked revision 1, so a person must book the difference' },
  ]);
  expect(stripe.creditInForce('acme:2026-10')).toBe(0);
});

/** Starts a product whose credit Stripe did not take for `cus_acme`, and moves its customer to `cus_new`. */
const startMoved = async (): Promise<StripeProduct> => {
  const moved = (started = await startStripeOctober(stripeOctober({ currency: 'eur' })));
  await moved.invoice();
  const { stripe } = moved.october;
  stripe.addCustomer('cus_new');
  stripe.addInvoice({
    customer: 'cus_new',
    currency: 'usd',
    amounts: [100_000],
    start: Date.parse('2026-10-01T00:00:00Z') / 1000,
    end: Date.parse('2026-11-01T00:00:00Z') / 1000,
  });
  await putCustomer(moved.product, 'acme', { externalRefs: { stripe: 'cus_new' } });
  return moved;
};

test('a credit that a retry booked under a new id agrees', async () => {
  const moved = await startMoved();
  const retry = { action: 'retry', reason: 'the id was wrong' };
  expect((await moved.product.call('POST', '/invoice-reviews/2026-10-1-acme', retry)).status).toBe(200);
  await moved.invoice();
  expect(moved.october.stripe.creditInForce('acme:2026-10')).toBe(5000);
  await moved.checkDay('2026-11-03T00:00:00Z');
  expect(await reviews(moved)).toEqual([]);
  expect(moved.product.counted('CreditsDiffering')).toBe(0);
});

test('a credit that is lost under the new id differs', async () => {
  const moved = await startMoved();
  const retry = { action: 'retry', reason: 'the id was wrong' };
  await moved.product.call('POST', '/invoice-reviews/2026-10-1-acme', retry);
  await moved.product.billed();
  await moved.checkDay('2026-11-03T00:00:00Z');
  expect(await reviews(moved)).toHaveLength(1);
});

test('a credit that is booked under both ids differs', async () => {
  const both = (started = await startStripeOctober());
  const [message] = await both.product.billed();
  const { data, ...rest } = JSON.parse(message?.body ?? '{}');
  await both.october.book({ ...rest, data });
  both.october.stripe.addCustomer('cus_new');
  await both.october.book({ ...rest, data: { ...data, externalRefs: { stripe: 'cus_new' }, apply: 'next-invoice' } });
  expect(both.october.stripe.creditInForce('acme:2026-10')).toBe(10_000);
  await putCustomer(both.product, 'acme', { externalRefs: { stripe: 'cus_new' } });
  await both.checkDay('2026-11-03T00:00:00Z');
  expect(await reviews(both)).toMatchObject([
    { reason: 'the daily check found a difference: the credit is booked for cus_acme and cus_new' },
  ]);
});

test('a later revision finds the credit that a retry booked elsewhere', async () => {
  const moved = await startMoved();
  const retry = { action: 'retry', reason: 'the id was wrong' };
  await moved.product.call('POST', '/invoice-reviews/2026-10-1-acme', retry);
  await moved.invoice();
  const { stripe } = moved.october;
  expect(stripe.creditInForce('acme:2026-10')).toBe(5000);
  stripe.addCustomer('cus_third');
  await putCustomer(moved.product, 'acme', { externalRefs: { stripe: 'cus_third' } });
  await moved.checkDay('2026-11-03T00:00:00Z');
  expect(await reviews(moved)).toEqual([]);
  await declareDown(moved.product, 15);
  await moved.product.close('2026-11-04T12:00:00Z');
  await moved.invoice();
  expect(await reviews(moved)).toMatchObject([
    { revision: 2, reason: "the credit is booked for cus_new, the customer's id in Stripe before" },
  ]);
  expect(stripe.creditInForce('acme:2026-10')).toBe(5000);
});
