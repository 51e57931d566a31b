import { beforeEach, expect, test } from 'vitest';
import { API_ROUTES } from '../../../shared/config/api-routes.ts';
import { apiHandler } from '../../../shared/api/app.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import { findFact } from '../../../shared/persistence/record-fact.ts';
import { startDynamo } from '../../support/emulators/test-dynamo.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { aDeployment } from '../../support/builders/product-config.ts';
import { apiCall } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
beforeEach(product.forget);

const LONGEST_BODY = 256 * 1024;
const ACME = { name: 'Acme', components: ['web'], serviceFees: { amountMinor: 100_000, currency: 'USD' } };
const NOTICE = { id: 'T-1', customer: 'acme', recognizedAt: '2026-10-14T17:10:00Z', text: 'Down.', channel: 'email' };

const WRITING = [
  ['PUT', '/customers/acme'],
  ['PUT', '/customers/acme/fees/2026-10'],
  ['POST', '/notices'],
  ['POST', '/maintenance'],
  ['POST', '/exclusions'],
  ['POST', '/downtimes'],
  ['POST', '/retractions'],
  ['POST', '/months/2026-10/close'],
] as const;

test.each(
  WRITING.flatMap((call) => ['', '{"name":', 'nul', '[]', 'null', '7'].map((body) => [...call, body] as const)),
)('%s %s with the body %j is 400, and nothing is kept', async (method, path, body) => {
  const before = await tableItems(product.pipeline.account.table);
  expect(await product.call(method, path, body)).toMatchObject({
    status: 400,
    type: 'application/problem+json',
    body: {
      type: 'about:blank',
      status: 400,
      faults: [{ at: '', rule: expect.stringMatching(/^not (JSON|an object)/) }],
    },
  });
  expect(await tableItems(product.pipeline.account.table)).toEqual(before);
});

test.each(WRITING)('%s %s with a body beyond the limit is 413', async (method, path) => {
  const body = JSON.stringify('x'.repeat(LONGEST_BODY - 1));
  expect(await product.call(method, path, body)).toMatchObject({ status: 413, type: 'application/problem+json' });
});

const padded = (text: string) => `${JSON.stringify(ACME)}${text}`;

test('the limit counts bytes, and base64 by its decoded length', async () => {
  const room = LONGEST_BODY - Buffer.byteLength(padded(''));
  expect(await product.call('PUT', '/customers/acme', padded('é'.repeat(Math.floor(room / 2) + 1)))).toMatchObject({
    status: 413,
  });
  const longest = Buffer.from(padded(' '.repeat(room))).toString('base64');
  expect(longest.length).toBeGreaterThan(LONGEST_BODY);
  expect(await product.call('PUT', '/customers/acme', longest, { isBase64Encoded: true })).toMatchObject({
    status: 201,
  });
});

test.each([
  ['GET', '/'],
  ['GET', '/notices'],
  ['POST', '/notice'],
  ['DELETE', '/customers/acme'],
  ['GET', '/customers/acme/fees'],
  ['PUT', '/months/2026-10/close'],
  ['POST', '/customers/acme/fees/2026-10'],
])('%s %s is no call of the API: 404', async (method, path) => {
  expect(await product.call(method, path)).toMatchObject({
    status: 404,
    type: 'application/problem+json',
    body: { title: `There is no ${method} ${path}` },
  });
});

test('a call that nobody signed is kept as that of somebody unknown', async () => {
  const notice = { ...NOTICE, id: 'unsigned' };
  expect(await product.call('POST', '/notices', notice, { isSigned: false })).toMatchObject({ status: 201 });
  const found = await findFact(product.pipeline.account.table, { kind: 'notice', id: 'acme/unsigned' });
  expect(found?.stored.by).toBe('unknown');
});

test('an internal error is 500 without details, and a retry succeeds', async () => {
  const dynamo = await startDynamo();
  const deployment = aDeployment();
  const apiOn = (table: typeof dynamo.table) =>
    apiHandler({
      table,
      closing: product.pipeline.closing,
      deployment,
      monthOf: monthReader(table, deployment),
      telemetry: product.telemetry,
      clock: product.clock,
    });
  const failed = await apiOn(dynamo.crashingAfter(1))(apiCall('POST', '/notices', NOTICE));
  expect(failed).toMatchObject({ statusCode: 500, headers: { 'content-type': 'application/problem+json' } });
  expect(failed.body).not.toContain('Crash');
  expect(product.notes).toEqual([expect.stringContaining('POST /notices')]);
  const again = await apiOn(dynamo.table)(apiCall('POST', '/notices', NOTICE));
  expect(again.statusCode).toBe(201);
  expect(await findFact(dynamo.table, { kind: 'notice', id: 'acme/T-1' })).toBeDefined();
  await dynamo.stop();
});

test.each([
  ['PUT', '/customers/acme', `{"name":"x","components":[${Array.from({ length: 20_000 }, () => '"a"').join(',')}]}`],
  ['POST', '/notices', `{${Array.from({ length: 10_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
])('%s %s answers thousands of errors at once, and lists 100', async (method, path, body) => {
  const start = process.cpuUsage().user;
  const answer = await product.call(method, path, body);
  expect((process.cpuUsage().user - start) / 1000).toBeLessThan(3000);
  expect(answer).toMatchObject({ status: 400, body: { faults: { length: 100 } } });
});

test.each([
  // API Gateway decodes %3F and cuts the path there: the caller may record fees only.
  ['PUT', '/customers/acme', 'PUT /customers/{id}/fees/{month}', ACME],
  ['GET', '/customers/acme/months/2026-10', 'GET /months/{month}', undefined],
  ['POST', '/exclusions', 'POST /notices', { scope: { all: true } }],
  ['POST', '/notices', '$default', NOTICE],
])('%s %s is rejected when IAM authorised %s', async (method, path, routeKey, body) => {
  expect(await product.call(method, path, body, { routeKey })).toMatchObject({
    status: 400,
    body: { faults: [{ at: 'path', rule: `not of the authorised route ${routeKey}`, value: path }] },
  });
});

test('every route is dispatched, and no response may be cached', async () => {
  for (const route of API_ROUTES) {
    const [method = '', template = ''] = route.split(' ');
    const path = template.replace('{id}', 'nobody').replace('{month}', '2026-10');
    const { statusCode, headers, body } = await product.pipeline.records(
      apiCall(method, path, method === 'GET' ? undefined : {}),
    );
    expect([route, statusCode < 500, body.includes(`There is no ${method}`)]).toEqual([route, true, false]);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  }
  const { headers } = await product.pipeline.records(apiCall('POST', '/notices', NOTICE));
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
});
