import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import {
  billedLines,
  declareDown,
  FEES,
  messages,
  putCustomer,
  retractDown,
} from '../../support/builders/closed-october.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.stop());

const FIRST = '2026-11-02T12:00:00Z';
const SECOND = '2026-11-10T12:00:00Z';
const THIRD = '2026-11-20T12:00:00Z';
const ledger = async (customer: string, month = '2026-10') =>
  (await loadCustomer(product.pipeline.account.table, customer, month)).revisions;

test('issues a credit as revision 1 with its statement', async () => {
  await putCustomer(product, 'acme', { externalRefs: { stripe: 'cus_1' } });
  await declareDown(product, 14);
  expect(await product.close(FIRST)).toMatchObject({
    totals: { counts: { assessed: 1, issued: 1 }, deltaMinor: { USD: 5000 } },
    blocked: [],
    closedAt: '2026-11-02T12:00:00.000Z',
  });
  const [revision, ...others] = await ledger('acme');
  expect(others).toEqual([]);
  const [message] = await messages(product);
  const reason = 'SLA credit for October 2026: 1 credit of 5 % of the fees for downtime on 14 Oct.';
  const figures = {
    timeZone: 'UTC',
    rateBps: 500,
    credits: 1,
    creditDays: [{ date: '2026-10-14', credits: 1 }],
    feeMinor: 100_000,
    capMinor: 22_580,
    policy: { id: 'open', version: 1 },
  };
  expect(message).toEqual({
    specversion: '1.0',
    id: 'acme:2026-10:1',
    source: 'urn:sla-credits:test',
    type: 'sla-credits.credit.issued.v1',
    subject: 'acme',
    partitionkey: 'acme',
    time: '2026-11-02T12:00:00.000Z',
    datacontenttype: 'application/json',
    dataschema: 'urn:sla-credits:schema:billing-message:v1',
    data: {
      creditId: 'acme:2026-10',
      revision: 1,
      customer: 'acme',
      externalRefs: { stripe: 'cus_1' },
      month: '2026-10',
      apply: 'incident-month',
      amountMinor: 5000,
      currency: 'USD',
      exponent: 2,
      previousAmountMinor: 0,
      deltaMinor: 5000,
      lines: [{ kind: 'computed', service: null, amountMinor: 5000, previousAmountMinor: 0, ...figures, reason }],
      redeemableForCash: false,
      ...figures,
      reason,
      statement: {
        sha256: revision?.statementSha256,
        url: revision?.statementUrl,
        page: revision?.statementUrl.replace(/json$/, 'html'),
      },
      run: '2026-10@2026-11-02T12:00:00.000Z',
      closedAsOf: '2026-11-02T12:00:00.000Z',
    },
  });
  expect(JSON.parse(revision?.message ?? '')).toEqual(message);
  const sha256 = createHash('sha256')
    .update(revision?.statement ?? '')
    .digest('hex');
  expect(revision?.statementSha256).toBe(sha256);
});

const isCredit = (item: unknown): boolean => JSON.stringify(item).includes('"credit#');

describe('closed again', () => {
  beforeEach(async () => {
    await putCustomer(product, 'acme');
    await declareDown(product, 14);
    await product.close(FIRST);
    await product.billed();
  });

  test('with nothing new it sends nothing, and records nothing but the run', async () => {
    expect(await product.close(SECOND)).toMatchObject({ totals: { counts: { unchanged: 1 }, deltaMinor: {} } });
    expect(await product.billed()).toEqual([]);
    expect(await ledger('acme')).toHaveLength(1);
  });

  test('with more downtime it is adjusted, by the difference', async () => {
    await declareDown(product, 15);
    expect(await product.close(SECOND)).toMatchObject({
      totals: { counts: { adjusted: 1 }, deltaMinor: { USD: 5000 } },
    });
    const [message] = await messages(product);
    expect(message).toMatchObject({
      id: 'acme:2026-10:2',
      type: 'sla-credits.credit.adjusted.v1',
      data: { revision: 2, previousAmountMinor: 5000, amountMinor: 10_000, deltaMinor: 5000, month: '2026-10' },
    });
  });

  test('a retraction lowers the credit to zero, and new downtime raises it', async () => {
    await retractDown(product, 14);
    expect(await product.close(SECOND)).toMatchObject({ totals: { deltaMinor: { USD: -5000 } } });
    const [withdrawn] = await messages(product);
    expect(withdrawn?.data).toMatchObject({
      amountMinor: 0,
      deltaMinor: -5000,
      credits: 0,
      creditDays: [],
      reason: 'SLA credit for October 2026 withdrawn: nothing is due.',
    });
    await declareDown(product, 20);
    await product.close(THIRD);
    expect(await billedLines(product)).toEqual(['acme:2026-10:3 adjusted 5000 (5000)']);
  });

  test('in another currency it blocks the customer, and what was issued stands', async () => {
    product.setClock('2026-11-03T12:00:00Z');
    await product.call('PUT', '/customers/acme/fees/2026-10', { amountMinor: 100_000, currency: 'EUR' });
    expect(await product.close(SECOND)).toMatchObject({
      totals: { counts: { blocked: 1 } },
      blocked: [{ customer: 'acme', reason: "the credit is in USD, the month's fees are now in EUR" }],
    });
    expect(await product.billed()).toEqual([]);
    expect(await ledger('acme')).toHaveLength(1);
  });

  test('with other fees for the month it is adjusted to them', async () => {
    await product.call('PUT', '/customers/acme/fees/2026-10', { ...FEES, amountMinor: 50_000 });
    await product.close(SECOND);
    expect(await billedLines(product)).toEqual(['acme:2026-10:2 adjusted 2500 (-2500)']);
  });

  test('a late order as of an earlier instant changes nothing', async () => {
    await declareDown(product, 15);
    const run = await product.close('2026-11-01T12:00:00Z');
    expect(run).toMatchObject({ run: '2026-10@2026-11-02T12:00:00.000Z' });
    expect(await product.billed()).toEqual([]);
    expect(await ledger('acme')).toHaveLength(1);
  });

  test('a preview reports changes and records none', async () => {
    await declareDown(product, 15);
    const before = (await tableItems(product.pipeline.account.table)).filter(isCredit);
    expect(await product.close(SECOND, { preview: true })).toMatchObject({
      preview: true,
      totals: { counts: { adjusted: 1 }, deltaMinor: { USD: 5000 } },
    });
    expect(await product.billed()).toEqual([]);
    expect((await tableItems(product.pipeline.account.table)).filter(isCredit)).toEqual(before);
    await product.close(THIRD);
    expect(await billedLines(product)).toEqual(['acme:2026-10:2 adjusted 10000 (5000)']);
  });
});
