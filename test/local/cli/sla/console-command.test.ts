import { once } from 'node:events';
import { get, IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { putCustomer } from '../../../support/builders/closed-october.ts';
import type { NodeProcess } from '../../../support/emulators/node-process.ts';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

const { product, stage } = await usingDeployedStage();
let running: NodeProcess;
let address: string;
beforeAll(async () => {
  await putCustomer(product, 'acme', { components: ['web-app'], policy: 'plain-summary' });
  running = stage.start(['console', '--stage', 'test']);
  address = await running.says(/http:\/\/127\.0\.0\.1:\d+\/\?key=\S+/);
});
afterAll(async () => {
  if (running.child.exitCode === null) await running.end();
});

const origin = (): string => new URL(address).origin;
/** Exchanges the printed address for its cookie. */
const cookie = async (): Promise<string> => {
  const { headers } = await fetch(address, { redirect: 'manual' });
  return (headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
};

test('the printed address opens the console with signed requests', async () => {
  const page = await fetch(`${origin()}/console/customers`, { headers: { cookie: await cookie() } });
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(await page.text()).toContain('acme');
  expect(stage.calls).toContain('GET /console/customers');
});

test('the cookie is HttpOnly and SameSite', async () => {
  const { headers } = await fetch(address, { redirect: 'manual' });
  expect(headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
  expect(headers.get('location')).toBe('/console');
});

test.each([
  ['no cookie', '/console', ''],
  ['another key', '/?key=guess', ''],
  ['another cookie', '/console', 'guess'],
])('a request with %s is rejected and not forwarded', async (_, path, guess) => {
  const header = guess === '' ? '' : (await cookie()).replace(/=.*/, `=${guess}`);
  stage.calls.length = 0;
  const { status } = await fetch(`${origin()}${path}`, { headers: { cookie: header }, redirect: 'manual' });
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
  const { hostname, port } = new URL(address);
  const request = get({ hostname, port, path, headers: { cookie: await cookie() } });
  const [answer] = z.parse(z.tuple([z.instanceof(IncomingMessage)]), await once(request, 'response'));
  await text(answer);
  expect({ status: answer.statusCode, calls: stage.calls.length }).toEqual({
    status: expected,
    calls: expected === 200 ? 1 : 0,
  });
});

const nameOf = (setCookie: string) => setCookie.split('=', 1)[0];

test('two open consoles use different cookies', async () => {
  const other = stage.start(['console', '--stage', 'test']);
  const { headers } = await fetch(await other.says(/http:\/\/127\.0\.0\.1:\d+\/\?key=\S+/), { redirect: 'manual' });
  await other.end();
  expect(nameOf(headers.get('set-cookie') ?? '')).not.toBe(nameOf(await cookie()));
});

/** Posts a form with a `Sec-Fetch-Site` header, as a browser does. */
const postForm = async (site: string): Promise<number> => {
  const headers = {
    cookie: await cookie(),
    'content-type': 'application/x-www-form-urlencoded',
    'sec-fetch-site': site,
  };
  const body = 'zone=utc&customer=acme&do=edit';
  return (await fetch(`${origin()}/console/record/notice`, { method: 'POST', headers, body })).status;
};

test('a form from another site is rejected', async () => {
  expect([await postForm('same-origin'), await postForm('cross-site')]).toEqual([200, 403]);
});

test('SIGINT ends the command', async () => {
  expect(await running.end('SIGINT')).toBe(0);
});
