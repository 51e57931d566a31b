import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
const page = z.object({ customers: z.array(z.looseObject({ customer: z.string() })) });
const read = async () =>
  z
    .parse(page, (await product.call('GET', '/months/2026-10/customers')).body)
    .customers.toSorted((a, b) => (a.customer < b.customer ? -1 : 1));

beforeAll(async () => {
  const fees = { serviceFees: { amountMinor: 310_000, currency: 'USD' } };
  await product.call('PUT', '/customers/acme', { name: 'Acme', components: ['web'], ...fees });
  await product.call('PUT', '/customers/birch', { name: 'Birch', components: ['voice'], ...fees });
  await product.call('PUT', '/customers/cedar', { name: 'Cedar', components: ['web'] });
  await product.call('POST', '/downtimes', {
    component: 'web',
    start: '2026-10-14T10:00:00Z',
    end: '2026-10-14T14:00:00Z',
    evidence: 'a log',
  });
});

test('the amounts of a close now are compared with the recorded ones', async () => {
  product.setClock('2026-11-02T12:00:00Z');
  const [acme, birch, cedar] = await read();
  const amountMinor = z.parse(z.object({ amountMinor: z.number() }), acme).amountMinor;
  expect(amountMinor).toBeGreaterThan(0);
  expect(acme).toEqual({
    customer: 'acme',
    name: 'Acme',
    amountMinor,
    previousAmountMinor: 0,
    deltaMinor: amountMinor,
    currency: 'USD',
  });
  expect(birch).toMatchObject({ amountMinor: 0, deltaMinor: 0 });
  expect(cedar).toMatchObject({ blocked: expect.stringContaining('no fees'), previousAmountMinor: 0 });
  await product.close('2026-11-02T13:00:00Z');
  expect((await product.billed()).length).toBe(1);
  expect((await read())[0]).toMatchObject({ amountMinor, previousAmountMinor: amountMinor, deltaMinor: 0 });
});

test('evidence after the close appears as a change', async () => {
  product.setClock('2026-11-03T12:00:00Z');
  await product.call('POST', '/exclusions', {
    scope: { customer: 'acme' },
    start: '2026-10-14T10:00:00Z',
    end: '2026-10-14T14:00:00Z',
    reason: 'force-majeure',
    evidence: 'a storm',
  });
  expect((await read())[0]).toMatchObject({ amountMinor: 0, deltaMinor: expect.any(Number) });
  expect((await read())[0]?.['deltaMinor']).toBeLessThan(0);
});
