import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  billedLines,
  declareDown,
  messages,
  notify,
  putCustomer,
  retractDown,
} from '../../support/builders/closed-october.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';
import { CALLER } from '../../support/http/requests.ts';

let product: Product;
const start = async (fourEyes = false): Promise<void> => {
  product = await startProduct(aConfig({ approval: { above: [{ amountMinor: 6000, currency: 'USD' }], fourEyes } }));
  await putCustomer(product, 'acme');
};
beforeEach(() => start());
afterEach(() => product.stop());

const FIRST = '2026-11-02T12:00:00Z';
const SECOND = '2026-11-10T12:00:00Z';
const APPROVER = 'arn:aws:iam::000000000000:role/finance';
const ID = '2026-10-1-acme';

const list = async () => (await product.call('GET', '/approvals')).body;
const decide = async (approve: boolean, { id = ID, by = APPROVER, reason = 'checked' } = {}) => {
  const answer = await product.call('POST', `/approvals/${id}`, { approve, reason }, { by });
  await product.pipeline.run();
  return answer;
};
const grant = (amountMinor: number, reason = 'a long outage') =>
  product.call('POST', '/goodwill', { customer: 'acme', month: '2026-10', amountMinor, currency: 'USD', reason });

/** Closes October with two credits of 50.00 USD, above the limit of 60.00. */
const closeAboveLimit = async (): Promise<unknown> => {
  await declareDown(product, 14);
  await declareDown(product, 15);
  return product.close(FIRST);
};

describe('a credit above the limit', () => {
  test('waits outside the ledger', async () => {
    expect(await closeAboveLimit()).toMatchObject({
      totals: { counts: { assessed: 1, proposed: 1 }, deltaMinor: {} },
      attention: expect.arrayContaining([
        { kind: 'credit-waits-for-approval', subject: ID, customer: 'acme', note: '100.00 USD' },
      ]),
    });
    expect(await billedLines(product)).toEqual([]);
    expect(await list()).toMatchObject({
      approvals: [
        {
          id: ID,
          customer: 'acme',
          month: '2026-10',
          amountMinor: 10_000,
          currency: 'USD',
          previousAmountMinor: 0,
          deltaMinor: 10_000,
          statement: { page: expect.stringMatching(/\.html$/) },
          proposedAt: '2026-11-02T12:00:00.000Z',
          recordedBy: [CALLER],
        },
      ],
    });
  });

  test('becomes the next revision with its approval', async () => {
    await closeAboveLimit();
    product.setClock('2026-11-03T12:00:00Z');
    expect(await decide(true)).toMatchObject({ status: 200, body: { id: ID, approved: 'checked', by: APPROVER } });
    const [message, ...others] = await messages(product);
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      id: 'acme:2026-10:1',
      time: '2026-11-03T12:00:00.000Z',
      data: {
        amountMinor: 10_000,
        previousAmountMinor: 0,
        approval: { by: APPROVER, at: '2026-11-03T12:00:00.000Z' },
        run: '2026-10@2026-11-02T12:00:00.000Z',
        closedAsOf: '2026-11-02T12:00:00.000Z',
      },
    });
    expect(await list()).toEqual({ approvals: [] });
    expect(await product.close(SECOND)).toMatchObject({ totals: { counts: { assessed: 1, unchanged: 1 } } });
    expect(await billedLines(product)).toEqual([]);
  });

  test('is not proposed again after it was declined', async () => {
    await closeAboveLimit();
    expect(await decide(false)).toMatchObject({ status: 200, body: { declined: 'checked' } });
    expect(await product.close(SECOND)).toMatchObject({
      attention: expect.arrayContaining([expect.objectContaining({ kind: 'declined-credit' })]),
    });
    expect([await list(), await billedLines(product)]).toEqual([{ approvals: [] }, []]);
  });

  test('is replaced by a new amount', async () => {
    await closeAboveLimit();
    product.setClock('2026-11-05T12:00:00Z');
    await declareDown(product, 16);
    await product.close(SECOND);
    expect(await list()).toMatchObject({ approvals: [{ id: '2026-10-2-acme', amountMinor: 15_000 }] });
    expect(await decide(true)).toMatchObject({
      status: 409,
      body: { title: 'The proposal was replaced by 2026-10-2-acme' },
    });
    await decide(true, { id: '2026-10-2-acme' });
    expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 15000 (15000)']);
  });

  test('is withdrawn by an amount below the limit', async () => {
    await closeAboveLimit();
    product.setClock('2026-11-05T12:00:00Z');
    await retractDown(product, 15);
    await product.close(SECOND);
    expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 5000 (5000)']);
    expect(await list()).toEqual({ approvals: [] });
    expect(await decide(true)).toMatchObject({
      status: 409,
      body: { title: 'The proposal was withdrawn: its amount is due no more' },
    });
  });

  test('is not published by a preview', async () => {
    await declareDown(product, 14);
    await declareDown(product, 15);
    await product.close(FIRST, { preview: true });
    expect([await list(), await billedLines(product)]).toEqual([{ approvals: [] }, []]);
  });

  test('is listed in the activity with its decision', async () => {
    await closeAboveLimit();
    await decide(true);
    expect((await product.call('GET', '/activity', undefined, { query: 'kind=approval' })).body).toMatchObject({
      activities: [
        { kind: 'approval', by: APPROVER, customer: 'acme', id: ID, decision: 'approved', reason: 'checked' },
      ],
    });
  });
});

describe('a decision about a credit', () => {
  test('changes nothing when it is repeated, and conflicts with another one', async () => {
    await closeAboveLimit();
    expect((await decide(true)).status).toBe(200);
    expect((await decide(true)).status).toBe(200);
    expect(await decide(false)).toMatchObject({
      status: 409,
      body: { title: `The proposal was approved already, by ${APPROVER}` },
    });
    expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 10000 (10000)']);
  });

  test.each(['2026-10-7-acme', '2026-10-1-nobody', 'nonsense'])('about %s is not found', async (id) => {
    expect(await decide(true, { id })).toMatchObject({ status: 404 });
  });

  test('needs a reason', async () => {
    const answer = await product.call('POST', `/approvals/${ID}`, { approve: true });
    expect(answer).toMatchObject({ status: 400, body: { faults: [{ at: 'reason', rule: 'missing' }] } });
  });

  test('is rejected with four eyes from a recorder of evidence', async () => {
    await product.stop();
    await start(true);
    await closeAboveLimit();
    expect(await decide(true, { by: CALLER })).toMatchObject({ status: 403 });
    expect((await decide(true)).status).toBe(200);
    expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 10000 (10000)']);
  });

  test('lists the people behind evidence, retractions and goodwill', async () => {
    await product.stop();
    await start(true);
    await putCustomer(product, 'noted', { policy: 'written' });
    await notify(product, 'noted', 14);
    await declareDown(product, 14);
    await product.close(FIRST);
    product.setClock('2026-11-04T12:00:00Z');
    const retractor = 'arn:aws:iam::000000000000:role/retractor';
    const generous = 'arn:aws:iam::000000000000:role/generous';
    const of = { kind: 'downtime', id: 'web-14' };
    await product.call('POST', '/retractions', { of, reason: 'longer' }, { by: retractor });
    await declareDown(product, 16);
    const body = { customer: 'acme', month: '2026-10', amountMinor: 2000, currency: 'USD', reason: 'sorry' };
    await product.call('POST', '/goodwill', body, { by: generous });
    await product.close(SECOND);
    expect(await list()).toMatchObject({
      approvals: [{ id: ID, amountMinor: 7000, recordedBy: [generous, retractor, CALLER].toSorted() }],
    });
  });
});

describe('goodwill', () => {
  test('is a line of its own, and several grants add up', async () => {
    await declareDown(product, 14);
    expect(await grant(300, 'slow support')).toMatchObject({ status: 201, body: { outcome: 'recorded' } });
    product.setClock('2026-10-21T12:00:00Z');
    expect(await grant(200, 'late answer')).toMatchObject({ status: 201 });
    expect(await grant(200, 'late answer')).toMatchObject({ status: 200, body: { outcome: 'known' } });
    await product.close(FIRST);
    const [message] = await messages(product);
    expect(message?.data).toMatchObject({
      amountMinor: 5500,
      feeMinor: 100_000,
      reason: 'SLA credit for October 2026: 50.00 USD for downtime, 5.00 USD as goodwill.',
      lines: [
        { kind: 'computed', amountMinor: 5000 },
        {
          kind: 'goodwill',
          service: null,
          amountMinor: 500,
          previousAmountMinor: 0,
          policy: null,
          reason: 'Goodwill credit for October 2026: slow support; late answer.',
        },
      ],
    });
  });

  test('credits a customer without downtime', async () => {
    await grant(400);
    await product.close(FIRST);
    expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 400 (400)']);
  });

  test('above the limit waits for approval', async () => {
    await grant(7000);
    await product.close(FIRST);
    expect(await billedLines(product)).toEqual([]);
    await decide(true);
    expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 7000 (7000)']);
  });

  test('is recalculated when the computed credit grows', async () => {
    await product.call('PUT', '/customers/acme/fees/2026-10', { amountMinor: 5500, currency: 'USD' });
    await grant(5400);
    await product.close(FIRST);
    expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 5400 (5400)']);
    product.setClock('2026-11-05T12:00:00Z');
    await declareDown(product, 14);
    expect(await product.close(SECOND)).toMatchObject({ blocked: [], totals: { counts: { adjusted: 1 } } });
    const [message] = await messages(product);
    expect(message?.data).toMatchObject({
      amountMinor: 5500,
      lines: [
        { kind: 'computed', amountMinor: 275, previousAmountMinor: 0 },
        { kind: 'goodwill', amountMinor: 5225, previousAmountMinor: 5400 },
      ],
    });
  });

  test.each([
    [{ customer: 'nobody' }, 'customer'],
    [{ currency: 'EUR' }, 'currency'],
    [{ amountMinor: 0 }, 'amountMinor'],
    [{ month: '2026-13' }, 'month'],
    [{ reason: '' }, 'reason'],
  ])('with %j is rejected at %s', async (change, at) => {
    const body = { customer: 'acme', month: '2026-10', amountMinor: 100, currency: 'USD', reason: 'sorry', ...change };
    expect(await product.call('POST', '/goodwill', body)).toMatchObject({ status: 400, body: { faults: [{ at }] } });
  });

  test('is listed in the activity', async () => {
    await grant(300);
    expect((await product.call('GET', '/activity', undefined, { query: 'kind=goodwill' })).body).toMatchObject({
      activities: [{ kind: 'goodwill', by: CALLER, amountMinor: 300, reason: 'a long outage' }],
    });
  });
});
