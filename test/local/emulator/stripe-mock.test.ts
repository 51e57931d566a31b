import { expect, test } from 'vitest';
import { bookCredit } from '../../../shared/invoicing/book-credit.ts';
import { stripeClient } from '../../../shared/invoicing/stripe-client.ts';
import { creditRevision } from '../../support/builders/credit-revision.ts';
import { stripeOctober } from '../../support/builders/stripe-october.ts';
import { installStripeMock, startStripeMock } from '../../support/emulators/stripe-mock.ts';

const next = { apply: 'next-invoice' } as const;

test('stripe-mock accepts every kind of request', { timeout: 300_000 }, async ({ skip }) => {
  const reason = installStripeMock();
  if (reason !== undefined) console.log(`stripe-mock was not run: ${reason}`);
  skip(reason !== undefined, reason);
  const mock = await startStripeMock();
  const endpoints = new Set<string>();
  try {
    for (const taxPercent of [0, 20]) {
      const { stripe, invoice } = stripeOctober({ taxPercent });
      // Each request goes to both; the answer is that of the fake, which has a state.
      const both: typeof fetch = async (input, init = {}) => {
        const url = new URL(input instanceof Request ? input.url : input);
        const checked = await fetch(`${mock.origin}${url.pathname}${url.search}`, init);
        const answer = await checked.text();
        expect({
          request: `${init.method} ${url.pathname}${url.search}`,
          answer,
          status: checked.status,
        }).toMatchObject({ status: 200 });
        endpoints.add(`${init.method} ${url.pathname.replace(/(cn|cus|ii|in)_\w+/, ':id')}`);
        return await stripe.fetch(input, init);
      };
      const context = {
        stripe: stripeClient({ key: 'sk_test_fake', fetch: both }),
        mailCustomers: false,
        mode: 'apply',
      } as const;
      const book = (...message: Parameters<typeof creditRevision>) => bookCredit(context, creditRevision(...message));
      await book(1, 500);
      await book(2, 700);
      await book(3, 0);
      stripe.finalise(invoice);
      await book(4, 500);
      await book(5, 800);
      await book(6, 300);
      stripe.pay(invoice);
      await book(7, 900, next);
      expect(await book(8, 100, next)).toMatchObject({ action: 'updated' });
    }
  } finally {
    await mock.stop();
  }
  expect([...endpoints].toSorted()).toMatchInlineSnapshot(`
    [
      "DELETE /v1/invoiceitems/:id",
      "GET /v1/credit_notes",
      "GET /v1/credit_notes/preview",
      "GET /v1/customers/:id",
      "GET /v1/customers/:id/balance_transactions",
      "GET /v1/invoices",
      "POST /v1/credit_notes",
      "POST /v1/credit_notes/:id/void",
      "POST /v1/customers/:id/balance_transactions",
      "POST /v1/invoiceitems",
      "POST /v1/invoiceitems/:id",
    ]
  `);
});
