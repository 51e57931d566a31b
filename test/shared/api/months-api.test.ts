import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { declareDown, notify, putCustomer } from '../../support/builders/closed-october.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';
import { CALLER } from '../../support/http/requests.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { recordBatchResult, recordPlan, startRun } from '../../../shared/persistence/run-store.ts';

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.stop());

const get = (path: string) => product.call('GET', path);

describe('GET /customers/{id}/months/{month}', () => {
  test('shows an open month as of now, without revisions', async () => {
    await putCustomer(product, 'acme');
    await declareDown(product, 14);
    expect(await get('/customers/acme/months/2026-10')).toMatchObject({
      status: 200,
      body: {
        customer: 'acme',
        month: '2026-10',
        run: null,
        asOf: '2026-10-20T12:00:00.000Z',
        amountMinor: 5000,
        currency: 'USD',
        statements: [
          {
            customer: 'acme',
            amountMinor: 5000,
            explanation: { policy: { id: 'open', version: 1 }, credit: { feeMinor: 100_000 } },
          },
        ],
        revisions: [],
      },
    });
  });

  test('shows a closed month as of its closing', async () => {
    await putCustomer(product, 'acme');
    await declareDown(product, 14);
    await product.close('2026-11-02T12:00:00Z');
    await declareDown(product, 15);
    const { body } = await get('/customers/acme/months/2026-10');
    expect(body).toMatchObject({
      run: '2026-10@2026-11-02T12:00:00.000Z',
      asOf: '2026-11-02T12:00:00.000Z',
      revisions: [
        {
          revision: 1,
          amountMinor: 5000,
          sent: true,
          recordedAt: '2026-11-02T12:00:00.000Z',
          message: { id: 'acme:2026-10:1', data: { deltaMinor: 5000 } },
        },
      ],
    });
  });

  test('ignores previews and stores nothing', async () => {
    await putCustomer(product, 'acme');
    await product.close('2026-11-02T12:00:00Z', { preview: true });
    const before = await tableItems(product.pipeline.account.table);
    expect((await get('/customers/acme/months/2026-10')).body).toMatchObject({ run: null });
    expect(await tableItems(product.pipeline.account.table)).toEqual(before);
  });

  test('gives the reason why a customer is blocked', async () => {
    await putCustomer(product, 'acme', { serviceFees: undefined });
    expect((await get('/customers/acme/months/2026-10')).body).toMatchObject({
      blocked: 'no fees for 2026-10, and no recurring fees',
      revisions: [],
    });
  });

  test('answers 404 for an unknown customer, even with a notice', async () => {
    await notify(product, 'nobody', 14);
    expect(await get('/customers/nobody/months/2026-10')).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      body: { title: 'There is no customer nobody' },
    });
  });
});

describe('GET /months/{month}', () => {
  test('fits 6 MB with 20,000 pending customers, and counts the rest', async () => {
    const { table } = product.pipeline.account;
    const run = { month: '2026-10', asOf: instant('2026-11-02T12:00:00Z'), preview: false };
    await startRun(table, { ...run, by: 'schedule', startedAt: run.asOf });
    for (let chunk = 0; chunk < 40; chunk += 1) {
      const attention = Array.from({ length: 1500 }, (_, i) => ({
        kind: 'downtime-pending-notice',
        subject: '2026-10-29T16:00:00.000Z',
        customer: `customer-${chunk * 500 + Math.floor(i / 3)}`,
        note: 'notice may come until 2026-11-03T17:21:00.000Z',
      }));
      await recordBatchResult(table, run, chunk, { counts: { assessed: 500 }, deltaMinor: {}, blocked: [], attention });
    }
    await recordPlan(table, run, { chunks: 40, attention: [] });
    const { status, body } = await get('/months/2026-10');
    expect(status).toBe(200);
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(5 * 1024 * 1024);
    const { attention, notListed } = z.parse(
      z.object({
        attention: z.array(z.unknown()),
        notListed: z.object({ blocked: z.number(), attention: z.number() }),
      }),
      body,
    );
    expect(attention.length).toBeGreaterThan(20_000);
    expect(notListed).toEqual({ blocked: 0, attention: 60_000 - attention.length });
  });

  test('is 404 before any closing has started', async () => {
    expect(await get('/months/2026-10')).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      body: { title: 'No closing of 2026-10 has started' },
    });
  });

  test('shows the latest run with its order, progress, totals and blocked customers', async () => {
    await putCustomer(product, 'acme');
    await putCustomer(product, 'globex', { serviceFees: undefined });
    await declareDown(product, 14);
    await product.close('2026-11-02T12:00:00Z');
    expect(await product.close('2026-11-03T12:00:00Z')).toMatchObject({
      run: '2026-10@2026-11-03T12:00:00.000Z',
      month: '2026-10',
      asOf: '2026-11-03T12:00:00.000Z',
      preview: false,
      reason: 'a test',
      by: CALLER,
      startedAt: '2026-11-03T12:00:00.000Z',
      closedAt: '2026-11-03T12:00:00.000Z',
      progress: { done: 2, planned: 2, complete: true },
      totals: { counts: { assessed: 2, blocked: 1, unchanged: 1 }, deltaMinor: {} },
      blocked: [{ customer: 'globex', reason: 'no fees for 2026-10, and no recurring fees' }],
      attention: expect.any(Array),
    });
  });
});
