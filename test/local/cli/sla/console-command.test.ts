import { once } from 'node:events';
import { IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { putCustomer } from '../../../support/builders/closed-october.ts';
import type { NodeProcess } from '../../../support/emulators/node-process.ts';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

const { product, stage } = await usingDeployedStage();
const ADDRESS = /http:\/\/[0-9a-f]{20}\.localhost:\d+\/\?key=\S+/;
let running: NodeProcess;
let address: string;
beforeAll(async () => {
  await putCustomer(product, 'acme', { components: ['web-app'], policy: 'plain-summary' });
  running = stage.start(['console', '--stage', 'test']);
  address = await running.says(ADDRESS);
});
afterAll(async () => {
  if (running.child.exitCode === null) await running.end();
});

type Reply = {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};
type Sent = { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

/** Sends a request to 127.0.0.1 with the name as `Host`: not every system resolves the name. */
const send = async (
  path: string,
  { method = 'GET', headers = {}, body = '' }: Sent = {},
  at = address,
): Promise<Reply> => {
  const { host, port } = new URL(at);
  const sent = request({ hostname: '127.0.0.1', port, path, method, headers: { host, ...headers } });
  sent.end(body);
  const [answer] = z.parse(z.tuple([z.instanceof(IncomingMessage)]), await once(sent, 'response'));
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
};

const openAddress = (at = address): Promise<Reply> => send(`/${new URL(at).search}`, {}, at);

/** Exchanges the printed address for its cookie. */
const cookie = async (at = address): Promise<string> => {
  const [set = ''] = (await openAddress(at)).headers['set-cookie'] ?? [];
  return set.split(';', 1)[0] ?? '';
};

test('the printed address opens the console with signed requests', async () => {
  const page = await send('/console/customers', { headers: { cookie: await cookie() } });
  expect(page.status).toBe(200);
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(page.body).toContain('acme');
  expect(stage.calls).toContain('GET /console/customers');
});

test('the cookie is HttpOnly and SameSite', async () => {
  const { headers } = await openAddress();
  expect(headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
  expect(headers['location']).toBe('/console');
});

test.each([
  ['no cookie', '/console', ''],
  ['another key', '/?key=guess', ''],
  ['another cookie', '/console', 'guess'],
])('a request with %s is rejected and not forwarded', async (_, path, guess) => {
  const header = guess === '' ? '' : (await cookie()).replace(/=.*/, `=${guess}`);
  stage.calls.length = 0;
  const { status } = await send(path, { headers: { cookie: header } });
  expect(status).toBe(403);
  expect(stage.calls).toEqual([]);
});

test.each([
  ['/months/2026-10', 404],
  ['/console/../months/2026-10', 404],
  ['/console/%2e%2e/months/2026-10', 404],
  ['//elsewhere.example/console', 404],
  ['/consoles', 404],
  ['pany://x/console', 404],
  ['/console?from=acme', 200],
])('the path %s is answered with %i', async (path, expected) => {
  stage.calls.length = 0;
  const { status } = await send(path, { headers: { cookie: await cookie() } });
  expect({ status, calls: stage.calls.length }).toEqual({
    status: expected,
    calls: expected === 200 ? 1 : 0,
  });
});

test.each(['127.0.0.1', 'localhost', `${'0'.repeat(20)}.localhost`, 'elsewhere.example'])(
  'a request for the host %s is rejected',
  async (name) => {
    stage.calls.length = 0;
    const host = `${name}:${new URL(address).port}`;
    expect((await send('/console', { headers: { host, cookie: await cookie() } })).status).toBe(421);
    expect(stage.calls).toEqual([]);
  },
);

test('two open consoles have different names and keys', async () => {
  const other = stage.start(['console', '--stage', 'test']);
  const otherAddress = await other.says(ADDRESS);
  const [mine, theirs] = [await cookie(), await cookie(otherAddress)];
  await other.end();
  expect(new URL(otherAddress).hostname).not.toBe(new URL(address).hostname);
  expect(theirs).not.toBe(mine);
});

/** Posts a form with a `Sec-Fetch-Site` header, as a browser does. */
const postForm = async (site: string): Promise<number | undefined> => {
  const headers = {
    cookie: await cookie(),
    'content-type': 'application/x-www-form-urlencoded',
    'sec-fetch-site': site,
  };
  const body = 'zone=utc&customer=acme&do=edit';
  return (await send('/console/record/notice', { method: 'POST', headers, body })).status;
};

test('a form from another site is rejected', async () => {
  expect([await postForm('same-origin'), await postForm('cross-site')]).toEqual([200, 403]);
});

test('SIGINT ends the command', async () => {
  expect(await running.end('SIGINT')).toBe(0);
});
