import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CALLER } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
beforeEach(product.forget);

const FEES = { amountMinor: 100_000, currency: 'USD' };
const put = (id: string, change: object = {}) =>
  product.call('PUT', `/customers/${id}`, { name: id, components: ['web'], serviceFees: FEES, ...change });
const get = (path: string, query = '') => product.call('GET', path, undefined, { query });
const page = z.object({ customers: z.array(z.object({ id: z.string() })), next: z.optional(z.string()) });
const idsOf = (body: unknown): string[] => z.parse(page, body).customers.map(({ id }) => id);

describe('GET /customers/{id}', () => {
  test('answers the record in force, its versions and fees', async () => {
    await put('acme');
    await product.call('PUT', '/customers/acme/fees/2026-10', { ...FEES, amountMinor: 1 });
    product.setClock('2026-10-21T12:00:00Z');
    await product.call('PUT', '/customers/acme/fees/2026-10', { ...FEES, amountMinor: 2 });
    await put('acme', { name: 'Acme', components: ['voice'], effectiveFrom: '2026-11-01T00:00:00Z' });
    const first = {
      id: 'acme',
      name: 'acme',
      components: ['web'],
      serviceFees: FEES,
      effectiveFrom: '2026-10-20T12:00:00.000Z',
      recordedAt: '2026-10-20T12:00:00.000Z',
      by: CALLER,
    };
    const second = {
      ...first,
      name: 'Acme',
      components: ['voice'],
      effectiveFrom: '2026-11-01T00:00:00.000Z',
      recordedAt: '2026-10-21T12:00:00.000Z',
    };
    const fees = [{ month: '2026-10', fees: { ...FEES, amountMinor: 2 }, recordedAt: second.recordedAt, by: CALLER }];
    expect(await get('/customers/acme')).toMatchObject({
      status: 200,
      body: { ...first, name: 'Acme', fees, versions: [first, second] },
    });
    product.setClock('2026-11-01T00:00:00Z');
    expect((await get('/customers/acme')).body).toMatchObject({ components: ['voice'] });
  });

  test('answers 404 for an unknown customer', async () => {
    expect(await get('/customers/nobody')).toMatchObject({ status: 404 });
  });
});

describe('GET /customers', () => {
  test('answers every customer once, page by page, in order', async () => {
    const ids = Array.from({ length: 203 }, (_, i) => `page-${String(i).padStart(3, '0')}`);
    for (const id of ids) await put(id, { policy: Number(id.slice(-1)) % 2 === 0 ? 'written' : 'open' });
    const first = await get('/customers');
    const { next = '' } = z.parse(page, first.body);
    expect(idsOf(first.body)).toHaveLength(200);
    const second = await get('/customers', `cursor=${next}`);
    const found = [...idsOf(first.body), ...idsOf(second.body)];
    expect(found.filter((id) => id.startsWith('page-'))).toEqual(ids);
    expect(z.parse(page, second.body).next).toBeUndefined();
  });

  test('finds the customer with an id in another system', async () => {
    await put('billed', { externalRefs: { stripe: 'cus_1', erp: 'a:b' } });
    await put('other', { externalRefs: { stripe: 'cus_2' } });
    expect(idsOf((await get('/customers', 'externalRef=stripe:cus_1')).body)).toEqual(['billed']);
    expect(idsOf((await get('/customers', 'externalRef=erp:a:b')).body)).toEqual(['billed']);
    expect(idsOf((await get('/customers', 'externalRef=erp:cus_1')).body)).toEqual([]);
    product.setClock('2026-10-21T12:00:00Z');
    await put('billed', { externalRefs: { stripe: 'cus_3' } });
    expect(idsOf((await get('/customers', 'externalRef=stripe:cus_1')).body)).toEqual([]);
    expect(idsOf((await get('/customers', 'externalRef=stripe:cus_3')).body)).toEqual(['billed']);
  });

  test.each([
    ['externalRef=cus_1', 'externalRef', 'not of the form SYSTEM:ID'],
    ['cursor=none', 'cursor', 'not the cursor of an earlier answer to this call'],
    ['name=acme', 'name', 'not a known key'],
  ])('rejects %s', async (query, at, rule) => {
    expect(await get('/customers', query)).toMatchObject({
      status: 400,
      body: { faults: [expect.objectContaining({ at, rule })] },
    });
  });
});
