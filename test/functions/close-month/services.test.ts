import { afterEach, beforeEach, expect, test } from 'vitest';
import { declareDown, FEES, messages, putCustomer } from '../../support/builders/closed-october.ts';
import { aConfig, anOperator, openPolicy } from '../../support/builders/product-config.ts';
import { runSweep } from '../../support/builders/run-sweeps.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';

/** `monthly` asks for a claim within two months of the month's end, and `later` credits the next invoice. */
const config = aConfig({
  policies: {
    ...anOperator.policies,
    monthly: {
      ...openPolicy,
      id: 'monthly',
      claim: {
        accrual: 'outage-start',
        covers: 'month',
        steps: [{ step: 'claim', within: { months: 4 }, after: 'month-end' }],
      },
    },
    later: { ...openPolicy, id: 'later', apply: 'next-invoice' },
  },
});

let product: Product;
beforeEach(async () => {
  product = await startProduct(config);
});
afterEach(() => product.stop());

const withServices = (...services: readonly object[]) => ({ components: undefined, serviceFees: undefined, services });
const calls = { id: 'calls', components: ['voice'], serviceFees: FEES };
const portal = { id: 'portal', components: ['web'], serviceFees: { amountMinor: 40_000, currency: 'USD' } };

const claim = (change: object): Promise<unknown> =>
  product.call('POST', '/notices', {
    customer: 'acme',
    recognizedAt: '2026-11-20T10:00:00Z',
    text: 'October was down.',
    channel: 'email',
    step: 'claim',
    month: '2026-10',
    ...change,
  });

const billed = async () =>
  (await messages(product)).map(({ id, data: { amountMinor, apply, lines } }) => ({
    id,
    amountMinor,
    apply,
    lines: lines.map((line) => [line.service, line.amountMinor, line.previousAmountMinor]),
  }));

test('a closing credits each service under its own policy and fees', async () => {
  await putCustomer(product, 'acme', withServices(calls, { ...portal, policy: 'later' }));
  await putCustomer(product, 'globex', { ...withServices(calls, portal), policy: 'later' });
  await declareDown(product, 14);
  await declareDown(product, 15, 'voice');
  await product.call('PUT', '/customers/globex/fees/2026-10', {
    services: { calls: { amountMinor: 200_000, currency: 'USD' } },
  });
  const report = await product.close('2026-11-02T12:00:00Z');
  expect(report).toMatchObject({
    totals: { counts: { blocked: 1, issued: 1 } },
    blocked: [
      {
        customer: 'acme',
        reason: 'its policies differ in apply: open has incident-month, later has next-invoice',
      },
    ],
  });
  expect(await billed()).toEqual([
    {
      id: 'globex:2026-10:1',
      amountMinor: 12_000,
      apply: 'next-invoice',
      lines: [
        ['calls', 10_000, 0],
        ['portal', 2000, 0],
      ],
    },
  ]);
});

test('pending claims do not delay a closing, and a sweep credits them', async () => {
  await putCustomer(product, 'acme', withServices(calls, { ...portal, policy: 'monthly' }));
  await declareDown(product, 14);
  await declareDown(product, 15, 'voice');
  expect(await product.close('2026-11-02T12:00:00Z')).toMatchObject({
    totals: { counts: { issued: 1 } },
    attention: expect.arrayContaining([
      expect.objectContaining({ kind: 'downtime-pending-notice', note: 'service portal' }),
    ]),
  });
  expect(await billed()).toMatchObject([
    {
      amountMinor: 5000,
      lines: [
        ['calls', 5000, 0],
        ['portal', 0, 0],
      ],
    },
  ]);

  // Four months later, on the last day.
  product.setClock('2027-02-28T20:00:00Z');
  expect(await claim({})).toMatchObject({ status: 201 });
  await runSweep(product, '2027-03-01T12:30:00Z');
  expect(await billed()).toMatchObject([
    {
      id: 'acme:2026-10:2',
      amountMinor: 7000,
      lines: [
        ['calls', 5000, 5000],
        ['portal', 2000, 0],
      ],
    },
  ]);
});

test('a claim that names another service earns nothing', async () => {
  await putCustomer(product, 'acme', withServices({ ...calls, policy: 'monthly' }, { ...portal, policy: 'monthly' }));
  await declareDown(product, 14);
  await declareDown(product, 15, 'voice');
  product.setClock('2026-11-20T20:00:00Z');
  await claim({ service: 'portal' });
  await product.close('2026-11-21T12:00:00Z');
  expect(await billed()).toMatchObject([
    {
      amountMinor: 2000,
      lines: [
        ['calls', 0, 0],
        ['portal', 2000, 0],
      ],
    },
  ]);
});

test('a customer whose services have several policies is assessed', async () => {
  await putCustomer(product, 'acme', withServices({ ...calls, policy: 'written' }, portal));
  await declareDown(product, 14);
  await product.close('2026-11-02T12:00:00Z');
  expect(await billed()).toMatchObject([{ id: 'acme:2026-10:1', amountMinor: 2000 }]);
});
