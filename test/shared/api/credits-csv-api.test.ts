import { parse } from 'csv-parse/sync';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { apiCall } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
const PATH = '/months/2026-10/credits.csv';
const CUSTOMERS = 203;
const ids = Array.from({ length: CUSTOMERS }, (_, i) => `row-${String(i).padStart(3, '0')}`);

/** Reads a page and its header `link`. */
const readPage = async (query = '') => {
  const { body, headers } = await product.pipeline.records(apiCall('GET', PATH, undefined, { query }));
  const rows = z.parse(z.array(z.record(z.string(), z.string())), parse(body, { columns: true }));
  return { rows, link: headers?.['link'] };
};

const get = (path: string, query = '') => product.call('GET', path, undefined, { query });

beforeAll(async () => {
  for (const id of ids)
    await product.call('PUT', `/customers/${id}`, {
      name: id === 'row-001' ? '=SUM(A1), "Inc."' : id,
      components: ['web'],
      serviceFees: { amountMinor: 310_000, currency: 'USD' },
    });
  await product.call('PUT', '/customers/quiet', {
    name: 'Quiet',
    components: ['voice'],
    serviceFees: { amountMinor: 1, currency: 'USD' },
  });
  await product.call('POST', '/downtimes', {
    component: 'web',
    start: '2026-10-14T10:00:00Z',
    end: '2026-10-14T14:00:00Z',
    evidence: 'a log',
  });
});

test('a month without a close has the names of the columns alone', async () => {
  const { body, type, status } = await product.call('GET', PATH);
  expect([status, type]).toEqual([200, 'text/csv; charset=UTF-8']);
  expect(body).toBe('customer,name,month,revision,amountMinor,currency,recordedAt,sentAt,run,reason\r\n');
});

test('the pages have the newest revision of each credited customer once', async () => {
  await product.close('2026-11-02T12:00:00Z');
  const messages = await product.billed();
  const first = await readPage();
  const [, query = ''] =
    /^<\/months\/2026-10\/credits\.csv\?(cursor=[\w-]+)>; rel="next"$/.exec(String(first.link)) ?? [];
  expect(first.rows).toHaveLength(200);
  const last = await readPage(query);
  expect(last.link).toBeUndefined();
  const rows = [...first.rows, ...last.rows];
  expect(rows.map(({ customer }) => customer)).toEqual(ids);
  expect(messages).toHaveLength(CUSTOMERS);
  expect(rows[0]).toMatchObject({
    name: 'row-000',
    month: '2026-10',
    revision: '1',
    currency: 'USD',
    recordedAt: '2026-11-02T12:00:00.000Z',
    sentAt: '2026-11-02T12:00:00.000Z',
    run: '2026-10@2026-11-02T12:00:00.000Z',
  });
  expect(Number(rows[0]?.['amountMinor'])).toBeGreaterThan(0);
  expect(rows[1]?.['name']).toBe(`'=SUM(A1), "Inc."`);
  expect(rows.some(({ customer }) => customer === 'quiet')).toBe(false);
});

test('an adjusted credit has its newest amount', async () => {
  product.setClock('2026-11-03T12:00:00Z');
  await product.call('POST', '/exclusions', {
    scope: { customer: 'row-002' },
    start: '2026-10-14T10:00:00Z',
    end: '2026-10-14T14:00:00Z',
    reason: 'force-majeure',
    evidence: 'a storm',
  });
  await product.close('2026-11-03T13:00:00Z');
  const { rows } = await readPage();
  expect(rows[2]).toMatchObject({ customer: 'row-002', revision: '2', amountMinor: '0' });
});

test('rejects an invalid cursor and an invalid month', async () => {
  expect(await get(PATH, 'cursor=none')).toMatchObject({ status: 400, body: { faults: [{ at: 'cursor' }] } });
  expect(await get('/months/2026-13/credits.csv')).toMatchObject({ status: 400 });
});
