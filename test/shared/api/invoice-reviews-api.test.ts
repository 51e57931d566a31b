import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { putCustomer } from '../../support/builders/closed-october.ts';
import { startStripeOctober, type StripeProduct } from '../../support/builders/stripe-product.ts';
import { stripeOctober } from '../../support/builders/stripe-october.ts';
import { browseConsole } from '../../support/http/browsing.ts';
import { CALLER } from '../../support/http/requests.ts';

let started: StripeProduct;
/** The month's invoice is in another currency, so that Stripe does not take the credit. */
beforeEach(async () => {
  started = await startStripeOctober(stripeOctober({ currency: 'eur' }));
  await started.invoice();
});
afterEach(() => started.product.stop());

const ID = '2026-10-1-acme';
const list = async (query = '') => (await started.product.call('GET', '/invoice-reviews', undefined, { query })).body;
const decide = (body: unknown, id = ID, by = CALLER) =>
  started.product.call('POST', `/invoice-reviews/${id}`, body, { by });
const activities = async () => (await started.product.call('GET', '/activity')).body;

const REVIEW = {
  id: ID,
  customer: 'acme',
  month: '2026-10',
  revision: 1,
  amountMinor: 5000,
  currency: 'USD',
  reason: expect.stringContaining('is in EUR, the credit in USD'),
  recordedAt: '2026-11-02T12:00:00.000Z',
};

test('GET /invoice-reviews lists the open reviews of a month, or of all', async () => {
  expect(await list()).toEqual({ reviews: [REVIEW] });
  expect(await list('month=2026-10')).toEqual({ reviews: [REVIEW] });
  expect(await list('month=2026-09')).toEqual({ reviews: [] });
  expect((await started.product.call('GET', '/invoice-reviews', undefined, { query: 'month=9' })).status).toBe(400);
});

describe('trying again', () => {
  const retry = { action: 'retry', reason: 'fixed the invoice' };

  test('books the credit after the cause is fixed', async () => {
    const { stripe } = started.october;
    expect((await decide(retry)).body).toMatchObject({ id: ID, action: 'retry', by: CALLER });
    expect(await list()).toMatchObject({ reviews: [{ retried: { by: CALLER, reason: 'fixed the invoice' } }] });
    await started.invoice();
    expect(await list()).toEqual({ reviews: [REVIEW] });
    stripe.addCustomer('cus_new');
    stripe.addInvoice({
      customer: 'cus_new',
      currency: 'usd',
      amounts: [100_000],
      start: Date.parse('2026-10-01T00:00:00Z') / 1000,
      end: Date.parse('2026-11-01T00:00:00Z') / 1000,
    });
    await putCustomer(started.product, 'acme', { externalRefs: { stripe: 'cus_new' } });
    await decide(retry);
    await started.invoice();
    expect(await list()).toEqual({ reviews: [] });
    expect(stripe.creditInForce('acme:2026-10')).toBe(5000);
    expect(await activities()).toMatchObject({
      activities: expect.arrayContaining([
        expect.objectContaining({
          kind: 'invoice-review',
          by: CALLER,
          customer: 'acme',
          decision: 'retry',
          id: ID,
          reason: 'fixed the invoice',
        }),
      ]),
    });
  });

  test('records the same decision once, and sends the message again', async () => {
    const first = await decide(retry);
    started.product.setClock('2026-11-02T12:10:00Z');
    expect((await decide(retry)).body).toEqual(first.body);
    // SQS drops the repeat within five minutes: a crash between record and message loses nothing.
    expect(await started.product.billed()).toHaveLength(1);
  });
});

describe('marking as done', () => {
  const done = { action: 'done', reason: 'refunded by bank transfer' };

  test('takes the credit off the list, and a repeated message books nothing', async () => {
    expect((await decide(done)).body).toMatchObject({ action: 'done', by: CALLER, reason: done.reason });
    expect(await list()).toEqual({ reviews: [] });
    expect((await decide(done)).status).toBe(200);
    expect((await decide({ ...done, reason: 'other' })).status).toBe(409);
    expect((await decide({ action: 'retry', reason: 'other' })).status).toBe(409);
  });
});

test.each([
  [{ action: 'done' }, ID, 400],
  [{ action: 'forget', reason: 'x' }, ID, 400],
  [{ action: 'done', reason: 'x' }, '2026-10-1-other', 404],
  [{ action: 'done', reason: 'x' }, 'acme', 404],
  [{ action: 'done', reason: 'x' }, '2026-10-2-acme', 409],
])('%j about %s is answered with %i', async (body, id, status) => {
  expect((await decide(body, id)).status).toBe(status);
});

const browse = (method: 'GET' | 'POST', path: string, form?: Record<string, string>) =>
  browseConsole(started.product, method, path, form === undefined ? {} : { form });

describe('the page of the console', () => {
  test('lists a credit with its reason and both actions', async () => {
    const { html, text } = await browse('GET', '/console/invoice-reviews');
    expect(text).toContain('acme, October 2026');
    expect(text).toContain('is in EUR, the credit in USD');
    expect(text).toContain('Mon 2 Nov 2026');
    expect(html).toContain(`action="/console/invoice-reviews/${ID}"`);
    expect(html).toContain('value="retry"');
    expect(html).toContain('value="done"');
    expect((await browse('GET', '/console/approvals')).html).toContain('href="/console/invoice-reviews"');
  });

  test('records a decision with its person', async () => {
    const form = { action: 'done', reason: 'refunded' };
    const answer = await browse('POST', `/console/invoice-reviews/${ID}`, form);
    expect(answer.text).toContain(`the decision about ${ID}`);
    expect(answer.text).toContain('No credit waits for a person.');
    expect((await browse('POST', `/console/invoice-reviews/${ID}`, { ...form, reason: 'b' })).text).toContain(
      'is not open any more',
    );
    expect(await activities()).toMatchObject({
      activities: expect.arrayContaining([expect.objectContaining({ decision: 'done', reason: 'refunded' })]),
    });
  });

  test('shows the fault of a decision without a reason', async () => {
    const answer = await browse('POST', `/console/invoice-reviews/${ID}`, { action: 'retry', reason: '' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('reason: empty');
  });
});
