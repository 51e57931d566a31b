import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textOf } from '../../support/builders/page-markup.ts';
import { type NodeProcess, startNode } from '../../support/emulators/node-process.ts';

const START = join(import.meta.dirname, '../../../local/cli/start.ts');
const PAGE = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };

let running: NodeProcess;
let url: string;
beforeAll(async () => {
  running = startNode([START, '--serve']);
  url = await running.says(/http:\/\/127\.0\.0\.1:\d+/);
});
afterAll(async () => {
  if (running.child.exitCode === null) await running.end('SIGTERM');
});

const read = async (response: Response): Promise<string> => textOf(await response.text());
const get = async (path: string): Promise<string> => read(await fetch(`${url}${path}`));
const post = async (path: string, form: Record<string, string>): Promise<string> =>
  read(await fetch(`${url}${path}`, { method: 'POST', headers: PAGE, body: new URLSearchParams(form).toString() }));

const NOTICE = {
  zone: 'local',
  customer: 'larch-schools',
  recognizedAt: '2026-10-22T15:05',
  receivedAt: '2026-10-22T16:00',
  channel: 'email',
  text: 'Nobody can log in.',
};

test('the console shows the sample month, from the index to a fact', async () => {
  expect(await get('/')).toMatch(/October 2026 closed Tue 3 Nov 2026, 12:00 \S+ .*8,506.90 USD/);
  expect(await get('/console/months/2026-10')).toContain('8,506.90 USD');
  expect(await get('/console/months/2026-10/customers/spruce-games')).toContain('1,080.00 USD');
  expect(await get('/console/fact?id=AUP-19')).toContain('it was meant for another customer');
});

test('a recorded notice leads to a revision on the billing queue', async () => {
  const effect = await post('/console/record/notice', NOTICE);
  expect(effect).toContain('+60.00 USD for 1 customer');
  expect(await post('/console/record/notice', { ...NOTICE, do: 'save' })).toContain('Recorded.');
  await post('/console/months/2026-10/close', { reason: 'a late notice' });
  expect(await get('/console/months/2026-10/messages')).toContain('larch-schools +60.00 USD revision 1');
});

test('the server rejects a foreign host name', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(`${url}/console`, { headers: { host: 'rebound.example' } }, ({ statusCode }) => resolve(statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

test('a port in use and an invalid port fail with a message', async () => {
  const inUse = startNode([START, '--serve', '--port', new URL(url).port]);
  expect(await inUse.says(/Port .*/)).toMatch(/^Port \d+ is in use; choose another with --port/);
  const invalid = startNode([START, '--serve', '--port', 'eighty']);
  expect(await invalid.says(/.*eighty.*/)).toContain("argument 'eighty' is invalid. not a port");
});

test('SIGINT ends the server and frees its port', async () => {
  expect(await running.end('SIGINT')).toBe(0);
  await expect(fetch(`${url}/console`)).rejects.toThrow('fetch failed');
});
