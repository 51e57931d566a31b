import { beforeEach, describe, expect, test } from 'vitest';
import { closingOrder } from '../../../shared/messaging/closing-order.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { putCustomer } from '../../support/builders/closed-october.ts';
import { aConfig, anOperator, openPolicy } from '../../support/builders/product-config.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { browseConsole } from '../../support/http/browsing.ts';
import { CALLER } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const west = { ...openPolicy, id: 'west', timeZone: 'America/Los_Angeles' };
const product = await usingProduct(aConfig({ policies: { ...anOperator.policies, west } }));
beforeEach(product.forget);

const get = (path: string) => product.call('GET', path);

describe('a month', () => {
  test.each([
    ['/customers/acme/months/2026-00', 'month'],
    ['/customers/ac%20me/months/2026-10', 'id'],
    ['/months/2026-99', 'month'],
  ])('%s is rejected at %s', async (path, place) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { faults: [{ at: place }] } });
  });

  test.each(['0000-01', '0001-01', '1999-12', '9999-12'])('a month as far away as %s is answered', async (month) => {
    await putCustomer(product, 'acme');
    expect((await get(`/customers/acme/months/${month}`)).status).toBe(200);
  });
});

const order = async () => {
  const [sent, ...others] = await takeMessages(product.pipeline.closing);
  expect(others).toEqual([]);
  return parse(closingOrder, JSON.parse(sent?.body ?? ''));
};

describe('POST /months/{month}/close', () => {
  test('answers 202 with a run as of the call', async () => {
    product.setClock('2026-11-02T12:00:00Z');
    expect(await product.call('POST', '/months/2026-10/close', { reason: 'fees came' })).toEqual({
      status: 202,
      type: expect.stringContaining('application/json'),
      body: {
        run: '2026-10@2026-11-02T12:00:00.000Z',
        month: '2026-10',
        asOf: '2026-11-02T12:00:00.000Z',
        preview: false,
      },
    });
    expect(await order()).toEqual({
      kind: 'requested',
      month: '2026-10',
      asOf: instant('2026-11-02T12:00:00Z'),
      preview: false,
      reason: 'fees came',
      by: CALLER,
      startedAt: instant('2026-11-02T12:00:00Z'),
    });
  });

  test.each([
    ['2026-10-20T12:00:00.000Z', 409],
    ['2026-11-01T06:59:59.999Z', 409],
    ['2026-11-01T07:00:00.000Z', 202],
  ])('at %s answers %i: a month ends in its last zone', async (now, status) => {
    product.setClock(now);
    const answer = await product.call('POST', '/months/2026-10/close', { reason: 'meant September' });
    expect(answer.status).toBe(status);
    expect(await takeMessages(product.pipeline.closing)).toHaveLength(status === 202 ? 1 : 0);
    if (status === 202) return;
    const title = 'October 2026 has not ended: it ends at 2026-11-01T07:00:00.000Z. Only a preview can be ordered';
    expect(answer).toMatchObject({ type: 'application/problem+json', body: { title } });
    const form = { reason: 'meant September' };
    const page = await browseConsole(product, 'POST', '/console/months/2026-10/close', { form });
    expect(page).toMatchObject({ status: 409 });
    expect(page.text).toContain(title);
    expect((await browseConsole(product, 'GET', '/console/months/2026-10')).html).not.toContain('/close"');
    expect(await takeMessages(product.pipeline.closing)).toEqual([]);
  });

  test('may be a preview', async () => {
    const { body } = await product.call('POST', '/months/2026-10/close', { preview: true, reason: 'a look' });
    expect(body).toMatchObject({ run: '2026-10@2026-10-20T12:00:00.000Z:preview', preview: true });
    expect(await order()).toMatchObject({ preview: true });
  });

  test.each([
    ['/months/2026-10/close', { preview: 'yes', reason: 'x' }, 'preview', 'neither true nor false'],
    ['/months/2026-10/close', {}, 'reason', 'missing'],
    ['/months/2026-10/close', { reason: '' }, 'reason', 'empty'],
    ['/months/2026-10/close', { reason: 'x', asOf: '2026-11-01T00:00:00Z' }, 'asOf', 'not a known key'],
    ['/months/2026-1/close', { reason: 'x' }, 'month', 'not a month (2026-10)'],
  ])('%s with %j is rejected at %s and orders nothing', async (path, body, place, rule) => {
    expect(await product.call('POST', path, body)).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { faults: [{ at: place, rule }] },
    });
    expect(await takeMessages(product.pipeline.closing)).toEqual([]);
  });
});
