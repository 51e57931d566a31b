import { afterEach, beforeEach, expect, test } from 'vitest';
import { invoiceStripe } from '../../../functions/invoice-stripe/invoice-stripe.ts';
import { stripeClient } from '../../../shared/invoicing/stripe-client.ts';
import { conditionalPut } from '../../../shared/persistence/dynamo-table.ts';
import {
  listInvoiceReviews,
  loadReviewState,
  recordReviewDecision,
} from '../../../shared/persistence/invoice-reviews.ts';
import { recordRevision } from '../../../shared/persistence/ledger.ts';
import { revisionKey } from '../../../shared/persistence/keys.ts';
import { creditRevision } from '../../support/builders/credit-revision.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';
import { stripeOctober } from '../../support/builders/stripe-october.ts';
import { type Dynamo, startDynamo } from '../../support/emulators/test-dynamo.ts';

let dynamo: Dynamo;
beforeEach(async () => {
  dynamo = await startDynamo();
});
afterEach(() => dynamo.stop());

const NOW = Date.parse('2026-11-02T12:00:00Z');

const record = (body: unknown) => ({
  messageId: 'm',
  receiptHandle: 'r',
  body: JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: 's',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:1:q',
  awsRegion: 'us-east-1',
});

const start = (october = stripeOctober(), mode: 'apply' | 'report' = 'apply') => {
  const stripe = stripeClient({ key: 'sk_test_fake', fetch: october.stripe.fetch });
  const handler = invoiceStripe({
    table: dynamo.table,
    booking: async () => ({ stripe, mode, mailCustomers: false, pause: async () => {} }),
    telemetry: silentTelemetry,
    clock: () => NOW,
  });
  const receive = async (...messages: readonly unknown[]): Promise<void> => {
    await handler({ Records: messages.map(record) });
  };
  return { ...october, receive };
};

test('books messages, and drops those older than the ledger', async () => {
  const { stripe, receive } = start();
  await receive(creditRevision(1, 500), creditRevision(2, 0));
  for (const revision of [1, 2])
    await conditionalPut(dynamo.table, revisionKey({ customer: 'acme', month: '2026-10', revision }));
  await receive(creditRevision(1, 500));
  expect(stripe.creditInForce('acme:2026-10')).toBe(0);
  expect(await listInvoiceReviews(dynamo.table, '2026-10')).toEqual([]);
});

test('lists a credit in review until it is booked', async () => {
  const { stripe, invoice, receive } = start();
  stripe.finalise(invoice);
  stripe.pay(invoice);
  await receive(creditRevision(1, 500), creditRevision(1, 500));
  expect(await listInvoiceReviews(dynamo.table, '2026-10')).toEqual([
    { customer: 'acme', month: '2026-10', revision: 1, reason: `invoice ${invoice} is paid`, recordedAt: NOW },
  ]);
  await receive(creditRevision(2, 700, { apply: 'next-invoice' }));
  expect(await listInvoiceReviews(dynamo.table, '2026-10')).toEqual([]);
  await receive(creditRevision(3, 900));
  expect(await listInvoiceReviews(dynamo.table, '2026-10')).toMatchObject([{ revision: 3 }]);
  await recordReviewDecision(dynamo.table, {
    kind: 'settled',
    how: 'by hand',
    number: (await loadReviewState(dynamo.table, 'acme', '2026-10')).next,
    customer: 'acme',
    month: '2026-10',
    revision: 3,
    by: 'a person',
    reason: 'refunded',
    recordedAt: NOW,
  });
  expect(await listInvoiceReviews(dynamo.table, '2026-10')).toEqual([]);
});

test('fails on an invalid message, and on an error of Stripe', async () => {
  const { stripe, receive } = start();
  await expect(receive({ ...creditRevision(1, 500), type: 'other' })).rejects.toThrow('type');
  stripe.fault = ({ method }) => (method === 'POST' ? 'error-before' : undefined);
  await expect(receive(creditRevision(1, 500))).rejects.toThrow('did not complete');
});

test('stores nothing in report mode', async () => {
  const { stripe, receive } = start(stripeOctober({ currency: 'eur' }), 'report');
  await receive(creditRevision(1, 500));
  expect(await listInvoiceReviews(dynamo.table, '2026-10')).toEqual([]);
  expect(stripe.requests.every(({ method }) => method === 'GET')).toBe(true);
});

test('leaves a credit that is booked under another id to a person', async () => {
  const { stripe, receive } = start();
  stripe.addCustomer('cus_new');
  const first = creditRevision(1, 500);
  await receive(first);
  const shared = { customer: 'acme', month: '2026-10', amountMinor: 500, currency: 'USD', previousAmountMinor: 0 };
  await recordRevision(dynamo.table, {
    ...shared,
    revision: 1,
    reason: 'r',
    run: 'run',
    closedAsOf: NOW,
    recordedAt: NOW,
    statement: '{}',
    statementSha256: 'ab',
    statementUrl: 'https://statements.example/1',
    externalRefs: { stripe: 'cus_acme' },
    message: JSON.stringify(first),
  });
  const moved = { externalRefs: { stripe: 'cus_new' }, apply: 'next-invoice' } as const;
  await receive(creditRevision(2, 800, moved), creditRevision(3, 900, moved));
  expect(await listInvoiceReviews(dynamo.table, '2026-10')).toMatchObject([
    { revision: 3, reason: "the credit is booked for cus_acme, the customer's id in Stripe before" },
  ]);
  expect(stripe.creditInForce('acme:2026-10')).toBe(500);
});

test('a retry under another id does not book a revision twice', async () => {
  const { stripe, receive } = start();
  stripe.addCustomer('cus_new');
  const booked = creditRevision(1, 500);
  await receive(booked);
  await recordRevision(dynamo.table, {
    customer: 'acme',
    month: '2026-10',
    amountMinor: 500,
    currency: 'USD',
    previousAmountMinor: 0,
    revision: 1,
    reason: 'r',
    run: 'run',
    closedAsOf: NOW,
    recordedAt: NOW,
    statement: '{}',
    statementSha256: 'ab',
    statementUrl: 'https://statements.example/1',
    externalRefs: { stripe: 'cus_acme' },
    message: JSON.stringify(booked),
  });
  await receive(creditRevision(1, 500, { externalRefs: { stripe: 'cus_new' }, apply: 'next-invoice' }));
  expect(await listInvoiceReviews(dynamo.table, '2026-10')).toMatchObject([
    { revision: 1, reason: "the credit is booked for cus_acme, the customer's id in Stripe before" },
  ]);
  expect(stripe.creditInForce('acme:2026-10')).toBe(500);
});
