import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { conditionalPut } from '../../../shared/persistence/dynamo-table.ts';
import { activityItem } from '../../../shared/persistence/read-activity.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { CALLER } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
const page = z.object({ activities: z.array(z.looseObject({ kind: z.string() })), next: z.optional(z.string()) });
const get = (query = '') => product.call('GET', '/activity', undefined, { query });
const read = async (query = ''): Promise<z.output<typeof page>['activities']> => {
  const { activities, next } = z.parse(page, (await get(query)).body);
  return next === undefined
    ? activities
    : [...activities, ...(await read(`${query.replace(/&?cursor=.*$/, '')}&cursor=${next}`))];
};
const post = (at: string, path: string, body: object) => {
  product.setClock(at);
  return product.call('POST', path, body);
};
const downtime = (id: string) => ({
  id,
  component: 'web',
  start: '2026-10-14T17:00:00Z',
  end: '2026-10-14T19:00:00Z',
  evidence: 'a log',
});

beforeAll(async () => {
  product.setClock('2026-09-01T12:00:00Z');
  const FEES = { amountMinor: 100_000, currency: 'USD' };
  await product.call('PUT', '/customers/acme', { name: 'Acme', components: ['web'], serviceFees: FEES });
  product.setClock('2026-10-01T12:00:00Z');
  await product.call('PUT', '/customers/acme/fees/2026-10', FEES);
  await post('2026-10-15T12:00:00Z', '/downtimes', downtime('D-1'));
  await post('2026-10-15T12:00:01Z', '/downtimes', downtime('D-1'));
  await post('2026-10-16T12:00:00Z', '/retractions', { of: { kind: 'downtime', id: 'D-1' }, reason: 'in error' });
  await post('2026-10-17T12:00:00Z', '/exclusions', {
    id: 'E-1',
    scope: { customer: 'acme' },
    start: '2026-10-14T17:00:00Z',
    end: '2026-10-14T18:00:00Z',
    reason: 'force-majeure',
    evidence: 'a storm',
  });
  await product.close('2026-11-02T12:00:00Z', { preview: true });
  await product.close('2026-11-02T13:00:00Z');
  product.setClock('2026-12-01T00:00:00Z');
});

describe('GET /activity', () => {
  test('lists each record, retraction and close once, the newest first', async () => {
    expect(await read()).toEqual([
      {
        at: '2026-11-02T13:00:00.000Z',
        kind: 'closing',
        by: CALLER,
        month: '2026-10',
        id: '2026-10@2026-11-02T13:00:00.000Z',
        reason: 'a test',
      },
      { at: '2026-10-17T12:00:00.000Z', kind: 'exclusion', by: CALLER, customer: 'acme', id: 'E-1' },
      {
        at: '2026-10-16T12:00:00.000Z',
        kind: 'retraction',
        by: CALLER,
        id: 'D-1',
        of: { kind: 'downtime', id: 'D-1' },
        reason: 'in error',
      },
      { at: '2026-10-15T12:00:00.000Z', kind: 'downtime', by: CALLER, id: 'D-1' },
      {
        at: '2026-10-01T12:00:00.000Z',
        kind: 'fees',
        by: CALLER,
        customer: 'acme',
        month: '2026-10',
        fees: { amountMinor: 100_000, currency: 'USD' },
      },
      { at: '2026-09-01T12:00:00.000Z', kind: 'customer', by: CALLER, customer: 'acme', id: 'acme', name: 'Acme' },
    ]);
  });

  test.each([
    ['kind=fees', ['fees']],
    ['customer=acme', ['exclusion', 'fees', 'customer']],
    ['by=SUPPORT', ['closing', 'exclusion', 'retraction', 'downtime', 'fees', 'customer']],
    ['by=nobody', []],
    ['from=2026-10-16T12:00:00Z&to=2026-10-17T12:00:00Z', ['exclusion', 'retraction']],
  ])('filters by %s', async (query, kinds) => {
    expect((await read(query)).map(({ kind }) => kind)).toEqual(kinds);
  });

  test('leaves out an entry whose record was not written', async () => {
    const of = { pk: 'component#web', sk: '2026-10-14T17:00:00.000Z#downtime#never' };
    const at = instant('2026-10-18T12:00:00Z');
    const { table } = product.pipeline.account;
    await conditionalPut(table, activityItem(at, { kind: 'downtime', by: CALLER, of }));
    expect(await read('kind=downtime')).toHaveLength(1);
  });

  test('answers every entry once over several pages', async () => {
    for (let i = 0; i < 230; i += 1)
      await post(`2026-11-0${1 + Math.floor(i / 100)}T00:00:00.${String(i).padStart(3, '0')}Z`, '/downtimes', {
        ...downtime(`P-${i}`),
        end: '2026-10-14T18:00:00Z',
      });
    product.setClock('2026-12-01T00:00:00Z');
    const found = (await read('kind=downtime')).map(({ id }) => id);
    expect(found).toEqual([...Array.from({ length: 230 }, (_, i) => `P-${229 - i}`), 'D-1']);
  });

  test.each([
    ['kind=preview', 'kind'],
    ['cursor=bm9uZQ', 'cursor'],
  ])('rejects %s', async (query, at) => {
    expect(await get(query)).toMatchObject({ status: 400, body: { faults: [expect.objectContaining({ at })] } });
  });
});
