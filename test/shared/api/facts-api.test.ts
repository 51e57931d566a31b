import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CALLER } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
beforeEach(product.forget);

const post = (path: string, body: object) => product.call('POST', path, body);
const page = z.object({
  facts: z.array(z.looseObject({ kind: z.string(), id: z.string() })),
  next: z.optional(z.string()),
});
const get = (query: string) => product.call('GET', '/facts', undefined, { query });
/** Reads all pages. */
const readAll = async (query: string): Promise<z.output<typeof page>['facts']> => {
  const { facts, next } = z.parse(page, (await get(query)).body);
  return next === undefined ? facts : [...facts, ...(await readAll(`${query.split('&cursor=')[0]}&cursor=${next}`))];
};
const idsOf = async (query: string): Promise<string[]> => (await readAll(query)).map(({ id }) => id);

const period = (id: string, day: string) => ({
  id,
  start: `2026-10-${day}T10:00:00Z`,
  end: `2026-10-${day}T11:00:00Z`,
});

beforeAll(async () => {
  for (const id of ['acme', 'birch']) await product.call('PUT', `/customers/${id}`, { name: id, components: ['web'] });
  await post('/downtimes', { ...period('D-1', '10'), component: 'web', evidence: 'a log' });
  await post('/downtimes', { ...period('D-2', '11'), component: 'voice', evidence: 'a log' });
  await post('/maintenance', { ...period('M-all', '12'), scope: { all: true }, requestedBy: 'company' });
  await post('/maintenance', { ...period('M-acme', '12'), scope: { customer: 'acme' }, requestedBy: 'customer' });
  for (const customer of ['acme', 'birch'])
    await post('/notices', {
      id: `N-${customer}`,
      customer,
      recognizedAt: '2026-10-10T10:30:00Z',
      text: 'Down.',
      channel: 'email',
    });
  product.setClock('2026-10-21T12:00:00Z');
  await post('/retractions', { of: { kind: 'downtime', id: 'D-2' }, reason: 'seen by nobody else' });
});

describe('GET /facts', () => {
  test('answers the facts of everything with origin, texts and retractions', async () => {
    expect(await readAll('')).toEqual([
      {
        ...period('D-1', '10'),
        start: '2026-10-10T10:00:00.000Z',
        end: '2026-10-10T11:00:00.000Z',
        kind: 'downtime',
        component: 'web',
        recordedAt: '2026-10-20T12:00:00.000Z',
        by: CALLER,
        texts: { evidence: 'a log' },
      },
      expect.objectContaining({
        id: 'D-2',
        retracted: { at: '2026-10-21T12:00:00.000Z', by: CALLER, reason: 'seen by nobody else' },
      }),
      expect.objectContaining({ id: 'M-all' }),
      expect.objectContaining({ id: 'acme/N-acme', texts: { text: 'Down.', channel: 'email' } }),
      expect.objectContaining({ id: 'M-acme' }),
      expect.objectContaining({ id: 'birch/N-birch' }),
    ]);
  });

  test.each([
    ['kind=downtime', ['D-1', 'D-2']],
    ['kind=maintenance', ['M-all', 'M-acme']],
    ['kind=notice', ['acme/N-acme', 'birch/N-birch']],
    ['kind=monitor-state', []],
    ['customer=acme', ['acme/N-acme', 'M-acme']],
    ['customer=acme&kind=notice', ['acme/N-acme']],
    ['customer=nobody', []],
    ['from=2026-10-10T10:30:00Z&to=2026-10-11T09:59:00Z', ['D-1', 'acme/N-acme', 'birch/N-birch']],
    ['from=2026-10-12T00:00:00Z', ['M-all', 'M-acme']],
    ['to=2026-10-10T10:29:59Z', ['D-1']],
  ])('filters by %s', async (query, ids) => {
    expect(await idsOf(query)).toEqual(ids);
  });

  test('answers every fact once over several pages', async () => {
    const ids = Array.from({ length: 250 }, (_, i) => `P-${String(i).padStart(3, '0')}`);
    for (const id of ids)
      await post('/exclusions', {
        id,
        scope: i(id) % 2 === 0 ? { component: 'web' } : { customer: 'acme' },
        start: `2026-08-01T00:00:00.${id.slice(2)}Z`,
        end: '2026-08-02T00:00:00Z',
        reason: 'force-majeure',
        evidence: 'a storm',
      });
    const first = z.parse(page, (await get('kind=exclusion')).body);
    expect(first.facts).toHaveLength(100);
    const found = await idsOf('kind=exclusion');
    expect(found.toSorted()).toEqual(ids);
  });

  test.each([
    ['kind=retraction', 'kind'],
    ['from=yesterday', 'from'],
    ['cursor=none', 'cursor'],
    [`cursor=${Buffer.from('{"pk":"all#x"}').toString('base64url')}`, 'cursor'],
  ])('rejects %s', async (query, at) => {
    expect(await get(query)).toMatchObject({ status: 400, body: { faults: [expect.objectContaining({ at })] } });
  });
});

const i = (id: string): number => Number(id.slice(2));
