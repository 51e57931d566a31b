import { beforeAll, describe, expect, test } from 'vitest';
import { putCustomer } from '../../support/builders/closed-october.ts';
import { browseConsole } from '../../support/http/browsing.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { startProduct } from '../../support/emulators/test-product.ts';
import { pageCall } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
beforeAll(async () => {
  await putCustomer(product, 'acme');
});

const NOTICE = {
  zone: 'utc',
  customer: 'acme',
  recognizedAt: '2026-10-14T17:10',
  receivedAt: '2026-10-14T18:00',
  channel: 'email',
  text: 'Nothing loads.',
  do: 'save',
};

describe('every response', () => {
  test.each([
    ['/console', 200],
    ['/console/months/2026-10', 200],
    ['/console/months/2026-10/json/acme', 200],
    ['/console/months/2026-10/messages', 200],
    ['/console/customers', 200],
    ['/console/customers/acme', 200],
    ['/console/search?q=acme', 200],
    ['/console/search?q=nothing', 200],
    ['/console/activity', 200],
    ['/console/activity?from=soon', 400],
    ['/console/activity.csv?from=soon', 400],
    ['/console/months/2026-10/customers', 200],
    ['/console/months/2026-10/runs', 200],
    ['/console/record/customer', 200],
    ['/console/record/customer?id=acme', 200],
    ['/console/record/fees?customer=acme', 200],
    ['/console/customers/nobody', 404],
    ['/console/facts', 200],
    ['/console/fact?id=none', 404],
    ['/console/record', 200],
    ['/console/record/notice', 200],
    ['/console/nothing', 404],
    ['/console/months/2026-13', 400],
    ['/console/facts?month=soon', 400],
    ['/console/customers?after=%3Cscript%3E', 400],
  ])('%s has status %i, cannot be framed or cached, and loads nothing', async (path, status) => {
    const page = await browseConsole(product, 'GET', path);
    expect(page.status).toBe(status);
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    const policy = page.headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toContain('http');
    expect(page.html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  test('an internal error has its details in the log only', async () => {
    const broken = await startProduct();
    await broken.stop();
    const page = await broken.pipeline.console(pageCall('GET', '/console/customers/acme'));
    expect(page.statusCode).toBe(500);
    expect(page.body).toContain('Try again. If it keeps failing, check the log of the console function.');
    expect(page.body).not.toContain('ECONNREFUSED');
    expect(broken.notes.join()).toMatch(/page failed .*ECONNREFUSED/);
  });
});

describe('a form', () => {
  const paths = ['/console/record/notice', '/console/months/2026-09/close'];
  const senders = [
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['no page', { 'sec-fetch-site': 'none' }],
    ['a client that is not a browser', {}],
  ] as const;

  test.each(paths.flatMap((path) => senders.map(([from, headers]) => [path, from, headers] as const)))(
    'for %s is rejected from %s',
    async (path, _, headers) => {
      const before = await tableItems(product.pipeline.account.table);
      const page = await browseConsole(product, 'POST', path, { headers, form: { ...NOTICE, reason: 'x' } });
      expect(page.status).toBe(403);
      expect(page.headers['content-security-policy']).toContain("default-src 'none'");
      expect(await tableItems(product.pipeline.account.table)).toEqual(before);
    },
  );

  test('is rejected if it is longer than a body of the API', async () => {
    const page = await browseConsole(product, 'POST', '/console/record/notice', {
      form: { ...NOTICE, text: 'x'.repeat(300 * 1024) },
    });
    expect(page.status).toBe(413);
  });

  test('is recorded with the principal that signed the request', async () => {
    const page = await browseConsole(product, 'POST', '/console/record/notice', { form: NOTICE });
    expect(page.text).toContain('by arn:aws:iam::000000000000:role/support-desk');
  });
});

describe('a page is served only for the path that IAM authorised', () => {
  beforeAll(async () => {
    await putCustomer(product, 'globex');
  });

  test.each([
    '/console/customers/acme/%2e%2e/globex',
    '/console/customers/acme/../globex',
    '/console/customers/acme/.%2E/globex',
    '/console/customers/%67lobex',
    '/console/',
    '/console//customers/globex',
  ])('%s is 400', async (path) => {
    const page = await browseConsole(product, 'GET', path);
    expect([page.status, page.html.includes('Record of globex')]).toEqual([400, false]);
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'text/html; charset=UTF-8' });
  });

  test('a path of another route is 400', async () => {
    const event = {
      ...pageCall('POST', '/console/record/notice', { form: NOTICE }),
      routeKey: 'GET /console/{proxy+}',
    };
    expect((await product.pipeline.console(event)).statusCode).toBe(400);
  });
});

test.each(['2026-99', '2026-00', 'soon', ''])('a list of months before %s is 400, not 500', async (month) => {
  expect((await browseConsole(product, 'GET', `/console?before=${month}`)).status).toBe(400);
});

const LONG = 'x'.repeat(3000);

test.each([
  '/console?before=0000-01',
  '/console?before=9999-12',
  '/console/facts?month=0000-01',
  '/console/facts?month=9999-12',
  '/console/months/0000-01',
  '/console/months/9999-12',
  '/console/months/0001-01/customers/acme',
  '/console/months/9999-12/customers/acme',
  `/console/fact?id=${LONG}`,
  '/console/fact?id=',
  '/console/fact?id=a&kind=__proto__',
  '/console/fact?id=%ED%A0%80&kind=notice',
  `/console/months/2026-10?after=${LONG}`,
  `/console/months/2026-10/messages?after=${LONG}`,
  '/console/customers?after=%00',
  '/console/record/notice?customer=%ff',
])('an unusual month, id or cursor is no internal error: %s', async (target) => {
  expect((await browseConsole(product, 'GET', target)).status).toBeLessThan(500);
});

test.each([
  ['GET', '/months/0000-01', undefined],
  ['GET', '/months/9999-12', undefined],
  ['GET', '/customers/acme/months/0000-01', undefined],
  ['GET', '/customers/acme/months/9999-12', undefined],
  ['POST', '/months/0000-01/close', { reason: 'x' }],
  ['POST', '/months/9999-12/close', { reason: 'x', preview: true }],
  ['PUT', '/customers/acme/fees/0000-01', { amountMinor: 1, currency: 'USD' }],
] as const)('an unusual month is no internal error: %s %s', async (method, path, body) => {
  expect((await product.call(method, path, body)).status).toBeLessThan(500);
});

test.each(['/console', '/console/customers', '/sign-in'])('%s without an IAM signature shows nothing', async (path) => {
  const { status, html } = await browseConsole(product, 'GET', path, { isSigned: false });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(html).not.toContain('acme');
});

test('a form without an IAM signature records nothing', async () => {
  const before = await tableItems(product.pipeline.account.table);
  const form = { ...NOTICE, id: 'unsigned' };
  expect((await browseConsole(product, 'POST', '/console/record/notice', { form, isSigned: false })).status).toBe(403);
  expect(await tableItems(product.pipeline.account.table)).toEqual(before);
});
