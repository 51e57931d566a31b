import { describe, expect, it } from 'vitest';
import { customerMonthOf } from '../../../shared/domain/statement/customer-month.ts';
import { parseCreditMessage } from '../../../shared/invoicing/credit-message.ts';
import { type BillingLine, revisionMessage } from '../../../shared/messaging/billing-message.ts';
import { creditRevision } from '../../support/builders/credit-revision.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aStatement } from '../../support/builders/statement-builder.ts';
import { OCTOBER_SECONDS, stripeOctober } from '../../support/builders/stripe-october.ts';

const CREDIT = 'acme:2026-10';

const monthWithGoodwill = (granted: number) =>
  customerMonthOf([aStatement()], granted === 0 ? [] : [{ id: 'g1', amountMinor: granted, reason: 'slow support' }]);

const goodwillRevision = (revision: number, granted: number, previousLines: readonly BillingLine[]) => {
  const message = revisionMessage(monthWithGoodwill(granted), {
    stage: 'test',
    apply: 'incident-month',
    revision,
    previousAmountMinor: previousLines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    previousLines,
    externalRefs: { stripe: 'cus_acme' },
    stored: { sha256: 'ab'.repeat(32), url: 's3://b/a.json', page: 's3://b/a.html' },
    run: '2026-10@2026-11-02T20:00:00.000Z',
    closedAsOf: instant('2026-11-02T20:00:00Z'),
    recordedAt: instant('2026-11-02T20:06:00Z'),
  });
  return { lines: message.data.lines, credit: parseCreditMessage(message) };
};

describe('a draft invoice', () => {
  it('receives a negative item with period and metadata', async () => {
    const { stripe, invoice, book } = stripeOctober();
    const result = await book(creditRevision(1, 22_580));
    expect(result).toMatchObject({ id: `${CREDIT}:1`, action: 'created', amountMinor: 22_580, currency: 'USD' });
    const [item, ...others] = stripe.items.values();
    expect(others).toEqual([]);
    expect(result.objects).toEqual([{ type: 'invoiceitem', id: item?.id, amount: -22_580 }]);
    expect(item).toMatchObject({
      invoice,
      amount: -22_580,
      currency: 'usd',
      period: { start: OCTOBER_SECONDS.start, end: OCTOBER_SECONDS.end - 1 },
      metadata: { sla_credit: CREDIT, sla_revision: '1', sla_month: '2026-10', sla_sha256: 'ab'.repeat(32) },
    });
    const created = stripe.requests.find(({ method }) => method === 'POST');
    expect(created?.params['discountable']).toBe('false');
    expect(created?.headers['idempotency-key']).toMatch(/^sla:acme:2026-10:1:create-item-/);
    expect(created?.headers['stripe-version']).toBe('2026-10-28.endive');
  });

  it('keeps one item for each line through all revisions', async () => {
    const { stripe, book } = stripeOctober();
    await book(creditRevision(1, 300, {}, { api: 100, mail: 200 }));
    const ids = [...stripe.items.keys()];
    expect(await book(creditRevision(2, 450, {}, { api: 100, mail: 350 }))).toMatchObject({ action: 'updated' });
    expect([...stripe.items.keys()]).toEqual(ids);
    expect([...stripe.items.values()].map(({ amount, metadata }) => [amount, metadata['sla_revision']])).toEqual([
      [-100, '2'],
      [-350, '2'],
    ]);
    await book(creditRevision(3, 350, {}, { api: 0, mail: 350 }));
    expect([...stripe.items.values()].map(({ amount }) => amount)).toEqual([-350]);
    expect(await book(creditRevision(4, 0, {}, { api: 0, mail: 0 }))).toMatchObject({ action: 'removed', objects: [] });
    expect(stripe.items.size).toBe(0);
  });

  it('receives an item of its own for goodwill, which later revisions change', async () => {
    const { stripe, book } = stripeOctober();
    const first = goodwillRevision(1, 300, []);
    expect(await book(first.credit)).toMatchObject({ action: 'created' });
    expect([...stripe.items.values()].map(({ amount }) => amount)).toEqual([-5000, -300]);
    const second = goodwillRevision(2, 0, first.lines);
    expect(await book(second.credit)).toMatchObject({ action: 'updated' });
    expect([...stripe.items.values()].map(({ amount }) => amount)).toEqual([-5000]);
  });

  it('is unchanged by a repeat and by an older revision', async () => {
    const { stripe, book } = stripeOctober();
    await book(creditRevision(2, 500));
    expect(await book(creditRevision(2, 500))).toMatchObject({ action: 'unchanged' });
    expect(await book(creditRevision(1, 900))).toMatchObject({ action: 'superseded' });
    expect(stripe.creditInForce(CREDIT)).toBe(500);
  });

  it('does not receive a removed credit again in a repeat', async () => {
    const { stripe, book } = stripeOctober();
    await book(creditRevision(1, 500));
    await book(creditRevision(2, 0));
    expect(await book(creditRevision(1, 500))).toMatchObject({ action: 'superseded' });
    expect(await book(creditRevision(1, 500), 2)).toMatchObject({ action: 'superseded' });
    expect(await book(creditRevision(2, 0))).toMatchObject({ action: 'unchanged' });
    expect(stripe.creditInForce(CREDIT)).toBe(0);
  });

  it('is reviewed where it has no room for the items', async () => {
    const { stripe, book } = stripeOctober({ amounts: Array.from({ length: 250 }, () => 100) });
    expect(await book(creditRevision(1, 500))).toMatchObject({
      action: 'review',
      reason: expect.stringMatching(/250/),
    });
    expect(stripe.items.size).toBe(0);
  });
});

describe('an open invoice', () => {
  it('receives a credit note without mail, and further notes', async () => {
    const { stripe, invoice, book } = stripeOctober();
    stripe.finalise(invoice);
    expect(await book(creditRevision(1, 500))).toMatchObject({
      action: 'created',
      objects: [{ type: 'credit_note', amount: 500 }],
    });
    expect(await book(creditRevision(2, 800))).toMatchObject({
      action: 'updated',
      objects: [{ amount: 300 }, { amount: 500 }],
    });
    expect(stripe.dueOn(invoice)).toBe(99_200);
    expect(stripe.mailed).toEqual([]);
  });

  it('mails credit notes if configured', async () => {
    const { stripe, invoice, book } = stripeOctober({ mailCustomers: true });
    stripe.finalise(invoice);
    await book(creditRevision(1, 500));
    expect(stripe.mailed).toHaveLength(1);
  });

  it('has its notes voided and one note of the rest', async () => {
    const { stripe, invoice, book } = stripeOctober();
    stripe.finalise(invoice);
    await book(creditRevision(1, 500));
    await book(creditRevision(2, 800));
    expect(await book(creditRevision(3, 600))).toMatchObject({ action: 'updated', objects: [{ amount: 600 }] });
    expect(await book(creditRevision(2, 800))).toMatchObject({ action: 'superseded' });
    expect(await book(creditRevision(4, 0))).toMatchObject({ action: 'removed', objects: [] });
    expect(await book(creditRevision(3, 600))).toMatchObject({ action: 'superseded' });
    expect(await book(creditRevision(4, 0))).toMatchObject({ action: 'unchanged' });
    expect(stripe.dueOn(invoice)).toBe(100_000);
  });

  it('is reviewed where the credit exceeds its unpaid rest', async () => {
    const { stripe, invoice, book } = stripeOctober({ amounts: [400] });
    stripe.finalise(invoice);
    expect(await book(creditRevision(1, 500))).toMatchObject({ action: 'review' });
    expect(stripe.notes.size).toBe(0);
  });

  it('is reviewed where its items are larger than the credit', async () => {
    const { stripe, invoice, book } = stripeOctober();
    await book(creditRevision(1, 500));
    stripe.finalise(invoice);
    expect(await book(creditRevision(2, 700))).toMatchObject({ action: 'updated' });
    expect(await book(creditRevision(3, 400))).toMatchObject({ action: 'review' });
    expect(await book(creditRevision(4, 400, { apply: 'next-invoice' }))).toMatchObject({ action: 'updated' });
    expect(stripe.creditInForce(CREDIT)).toBe(400);
  });

  it('has tax reduced with the credit', async () => {
    const { stripe, invoice, book } = stripeOctober({ taxPercent: 20, amounts: [30_000, 70_000] });
    stripe.finalise(invoice);
    await book(creditRevision(1, 1000));
    expect([...stripe.notes.values()]).toMatchObject([{ net: 1000, amount: 1200 }]);
    expect(await book(creditRevision(1, 1000))).toMatchObject({ action: 'unchanged' });
  });
});

describe('a paid invoice', () => {
  it('is reviewed with incident-month', async () => {
    const { stripe, invoice, book } = stripeOctober();
    stripe.finalise(invoice);
    stripe.pay(invoice);
    expect(await book(creditRevision(1, 500))).toMatchObject({
      action: 'review',
      reason: `invoice ${invoice} is paid`,
    });
    expect(await book(creditRevision(2, 0))).toMatchObject({ action: 'unchanged' });
  });

  it('has credit notes for the next invoice with next-invoice', async () => {
    const { stripe, invoice, book } = stripeOctober();
    stripe.finalise(invoice);
    stripe.pay(invoice);
    const apply = 'next-invoice';
    expect(await book(creditRevision(1, 500, { apply }))).toMatchObject({
      action: 'created',
      objects: [{ type: 'credit_note', amount: 500 }],
    });
    expect([...stripe.transactions.values()]).toMatchObject([{ type: 'credit_note', amount: -500 }]);
    expect(await book(creditRevision(2, 300, { apply }))).toMatchObject({
      action: 'updated',
      objects: [{ amount: 500 }, { type: 'customer_balance_transaction', amount: 200 }],
    });
    expect(await book(creditRevision(3, 350, { apply }))).toMatchObject({ action: 'updated' });
    expect(stripe.creditInForce(CREDIT)).toBe(350);
  });

  it('keeps a credit from before its payment', async () => {
    const { stripe, invoice, book } = stripeOctober();
    await book(creditRevision(1, 500));
    stripe.finalise(invoice);
    stripe.pay(invoice);
    expect(await book(creditRevision(1, 500))).toMatchObject({ action: 'unchanged' });
    expect(await book(creditRevision(2, 600))).toMatchObject({ action: 'review', objects: [{ amount: -500 }] });
  });
});

describe('the invoice of a month', () => {
  it('is missing: reviewed or credited to the balance', async () => {
    const { stripe, book } = stripeOctober({ amounts: [] });
    expect(await book(creditRevision(1, 500))).toMatchObject({ action: 'review' });
    const apply = 'next-invoice';
    expect(await book(creditRevision(1, 500, { apply }))).toMatchObject({
      action: 'created',
      objects: [{ type: 'customer_balance_transaction', amount: -500 }],
    });
    expect(await book(creditRevision(2, 200, { apply }))).toMatchObject({ action: 'updated' });
    expect(await book(creditRevision(3, 0, { apply }))).toMatchObject({ action: 'removed' });
    expect([...stripe.transactions.values()].map(({ amount }) => amount)).toEqual([-500, 300, 200]);
    expect(await book(creditRevision(1, 500, { apply }))).toMatchObject({ action: 'superseded' });
  });

  it('is missing, and the reason is longer than a balance transaction permits', async () => {
    const { stripe, book } = stripeOctober({ amounts: [] });
    const reason = 'An outage. '.repeat(60);
    const message = creditRevision(1, 500, { apply: 'next-invoice', reason });
    expect(await book(message)).toMatchObject({ action: 'created' });
    const created = stripe.requests.find(({ method }) => method === 'POST');
    expect(created?.params['description']).toBe(`${reason.slice(0, 349)}…`);
  });

  it('covers more than half of it', async () => {
    const { start, end } = OCTOBER_SECONDS;
    const half = (start + end) / 2;
    for (const [from, action] of [
      [half, 'review'],
      [half - 1, 'created'],
    ] as const) {
      const { stripe, book } = stripeOctober({ amounts: [] });
      stripe.addInvoice({ customer: 'cus_acme', currency: 'usd', amounts: [100_000], start: from, end: end + 999 });
      expect(await book(creditRevision(1, 500))).toMatchObject({ action });
    }
  });

  it('is the valid one beside a void one', async () => {
    const { stripe, invoice, book } = stripeOctober();
    stripe.finalise(invoice);
    await book(creditRevision(1, 500));
    stripe.voidInvoice(invoice);
    expect(await book(creditRevision(1, 500))).toMatchObject({
      action: 'review',
      reason: `invoice ${invoice} is void`,
    });
    const other = stripe.addInvoice({ customer: 'cus_acme', currency: 'usd', amounts: [900], ...OCTOBER_SECONDS });
    expect(await book(creditRevision(2, 600))).toMatchObject({ action: 'created' });
    expect([...stripe.items.values()]).toMatchObject([{ invoice: other, amount: -600 }]);
  });

  it('is reviewed where there are two', async () => {
    const { stripe, book } = stripeOctober();
    stripe.addInvoice({ customer: 'cus_acme', currency: 'usd', amounts: [900], ...OCTOBER_SECONDS });
    expect(await book(creditRevision(1, 500, { apply: 'next-invoice' }))).toMatchObject({ action: 'review' });
  });

  it('is reviewed in another currency, and where it is uncollectible', async () => {
    const { book } = stripeOctober({ currency: 'eur' });
    expect(await book(creditRevision(1, 500))).toMatchObject({
      action: 'review',
      reason: expect.stringMatching(/EUR/),
    });
    const { stripe, invoice, book: bookBad } = stripeOctober();
    stripe.finalise(invoice);
    stripe.markUncollectible(invoice);
    expect(await bookBad(creditRevision(1, 500))).toMatchObject({ action: 'review' });
  });

  it('is found beyond the first page of invoices and lines', async () => {
    const { stripe, book } = stripeOctober({ amounts: Array.from({ length: 30 }, () => 1000) });
    for (let day = 1; day <= 150; day += 1)
      stripe.addInvoice({
        customer: 'cus_acme',
        currency: 'usd',
        amounts: [1],
        start: OCTOBER_SECONDS.start + day,
        end: OCTOBER_SECONDS.start + day,
      });
    await book(creditRevision(1, 500));
    expect(await book(creditRevision(2, 700))).toMatchObject({ action: 'updated' });
    expect(stripe.creditInForce(CREDIT)).toBe(700);
  });
});

it('reviews a missing, deleted or unknown customer', async () => {
  const { stripe, book } = stripeOctober();
  expect(await book(creditRevision(1, 500, { externalRefs: {} }))).toMatchObject({ action: 'review' });
  expect(await book(creditRevision(1, 500, { externalRefs: { stripe: 'cus_none' } }))).toMatchObject({
    action: 'review',
  });
  const customer = stripe.customers.get('cus_acme');
  if (customer !== undefined) customer.deleted = true;
  expect(await book(creditRevision(1, 500))).toMatchObject({ action: 'review', objects: [] });
});

it('reports the calls and makes none', async () => {
  const { stripe, invoice, book } = stripeOctober({ mode: 'report' });
  expect(await book(creditRevision(1, 500))).toMatchObject({
    action: 'created',
    objects: [],
    calls: [{ method: 'POST', path: '/v1/invoiceitems', params: { invoice, amount: -500 } }],
  });
  expect(stripe.requests.every(({ method }) => method === 'GET')).toBe(true);
});

it('reports the split of a credit note, and reviews', async () => {
  const { stripe, invoice, book } = stripeOctober({ mode: 'report' });
  stripe.finalise(invoice);
  expect(await book(creditRevision(1, 100_001))).toMatchObject({ action: 'review', objects: [] });
  stripe.pay(invoice);
  expect(await book(creditRevision(1, 500, { apply: 'next-invoice' }))).toMatchObject({
    action: 'created',
    calls: [{ path: '/v1/credit_notes', params: { invoice, amount: 500, credit_amount: 500 } }],
  });
  expect(stripe.requests.every(({ method }) => method === 'GET')).toBe(true);
});

describe('a disturbed request', () => {
  for (const fault of ['lost-before', 'lost-after', 'error-before', 'error-after', 'busy', 'conflict'] as const)
    it(`books the credit once after ${fault}`, async () => {
      const { stripe, invoice, book } = stripeOctober();
      stripe.finalise(invoice);
      let left = 2;
      stripe.fault = ({ method }) => {
        if (method !== 'POST' || left === 0) return undefined;
        left -= 1;
        return fault;
      };
      expect(await book(creditRevision(1, 500))).toMatchObject({ action: 'created' });
      expect(left).toBeLessThan(2);
      expect(stripe.notes.size).toBe(1);
    });

  it('is sent under another key after a stored rejection', async () => {
    const { stripe, book } = stripeOctober({ amounts: [] });
    const message = creditRevision(1, 500, { apply: 'next-invoice' });
    const setCurrency = (currency: string | null): void => {
      const customer = stripe.customers.get('cus_acme');
      if (customer !== undefined) customer.currency = currency;
    };
    stripe.fault = ({ method }) => {
      if (method === 'POST') setCurrency('eur');
      return undefined;
    };
    expect(await book(message)).toMatchObject({ action: 'review', reason: expect.stringMatching(/EUR/) });
    stripe.fault = undefined;
    setCurrency(null);
    expect(await book(message)).toMatchObject({ action: 'created' });
    expect([...stripe.transactions.values()]).toMatchObject([{ amount: -500 }]);
  });

  it('fails after an error that persists', async () => {
    const { stripe, book } = stripeOctober();
    stripe.fault = () => 'error-before';
    await expect(book(creditRevision(1, 500))).rejects.toThrow('unknown error');
    stripe.fault = ({ method }) => (method === 'POST' ? 'error-before' : undefined);
    await expect(book(creditRevision(1, 500))).rejects.toThrow('did not complete');
    expect(stripe.items.size).toBe(0);
  });
});
