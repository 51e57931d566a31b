import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { declareDown, putCustomer } from '../../support/builders/closed-october.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';

let product: Product;
beforeEach(async () => {
  product = await startProduct();
  await declareDown(product, 14);
});
afterEach(() => product.stop());

const put = (id: string, externalRefs?: Readonly<Record<string, string>>) => putCustomer(product, id, { externalRefs });

const report = z.object({ attention: z.array(z.looseObject({ kind: z.string() })) });

const sharedAt = async (asOf: string): Promise<unknown[]> =>
  z.parse(report, await product.close(asOf)).attention.filter(({ kind }) => kind === 'external-id-shared');

test('each close lists the customers that share an external id', async () => {
  await put('acme', { stripe: 'cus_1', crm: '7' });
  await put('Acme', { stripe: 'cus_1', crm: '8' });
  await put('beta', { lago: 'cus_1' });
  const listed = [{ kind: 'external-id-shared', subject: 'stripe', note: 'Acme, acme' }];
  expect(await sharedAt('2026-11-02T12:00:00Z')).toEqual(listed);
  expect(await sharedAt('2026-11-03T12:00:00Z')).toEqual(listed);
});

test.each([
  ['its record was corrected', { stripe: 'cus_2' }],
  ['its record no longer has external ids', undefined],
])('a customer is not listed after %s', async (_, externalRefs) => {
  await put('acme', { stripe: 'cus_1' });
  await put('Acme', { stripe: 'cus_1' });
  product.setClock('2026-11-02T13:00:00Z');
  await put('Acme', externalRefs);
  expect(await sharedAt('2026-11-02T12:00:00Z')).toHaveLength(1);
  expect(await sharedAt('2026-11-03T12:00:00Z')).toEqual([]);
});

test('one customer with the same id in several versions is not listed', async () => {
  await put('acme', { stripe: 'cus_1' });
  product.setClock('2026-10-21T12:00:00Z');
  await put('acme', { stripe: 'cus_1', crm: '7' });
  await put('beta');
  expect(await sharedAt('2026-11-02T12:00:00Z')).toEqual([]);
});

test('a note lists twenty customers and counts the others', async () => {
  for (let n = 10; n < 31; n += 1) await put(`c${n}`, { erp: 'none' });
  expect(await sharedAt('2026-11-02T12:00:00Z')).toMatchObject([
    { note: expect.stringMatching(/c28, c29 and 1 more$/) },
  ]);
});

test('the list has digests in place of external ids', async () => {
  await put('acme', { stripe: 'someone@acme.example' });
  const entries = (await tableItems(product.pipeline.account.table)).map((item) => JSON.stringify(item));
  const listed = entries.filter((item) => item.includes('list#external-ids'));
  expect(listed).toHaveLength(1);
  expect(listed[0]).not.toContain('someone');
});
