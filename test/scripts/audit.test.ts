import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod/mini';

/** npm's cache of advisories. */
const cache = mkdtempSync(join(tmpdir(), 'npm-'));
afterAll(() => rmSync(cache, { recursive: true }));

const SCRIPT = join(import.meta.dirname, '../../scripts/audit.ts');

/** Runs the script against a registry that answers the request for advisories with this status and body. */
const audited = async (status: number, advisories: object): Promise<{ exit: number | null; output: string }> => {
  const registry = createServer((request, response) => {
    const isAdvisoryRequest = request.url?.endsWith('/advisories/bulk') === true;
    request.resume().on('end', () => {
      response.writeHead(isAdvisoryRequest ? status : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isAdvisoryRequest ? advisories : {}));
    });
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), registry.address());
  const args = [SCRIPT, `--registry=http://127.0.0.1:${port}`, '--fetch-retries=0', `--cache=${cache}`];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  registry.close();
  registry.closeAllConnections();
  return { exit: child.exitCode, output };
};

const advisory = {
  id: 1,
  url: 'https://github.com/advisories/GHSA-0000-0000-0000',
  title: 'It can be made to hang',
  severity: 'high',
  vulnerable_versions: '>=0.0.0',
};

test('reports no vulnerability if there is no advisory', async () => {
  const { exit, output } = await audited(200, {});
  expect(output).toMatch(/^No known vulnerability in \d+ packages\n$/);
  expect(exit).toBe(0);
});

test('fails with an advisory for a production dependency', async () => {
  const { exit, output } = await audited(200, { zod: [advisory] });
  expect(output).toContain('high: zod (node_modules/zod): It can be made to hang, https://github.com/advisories/GHSA-');
  expect(exit).toBe(1);
});

test('ignores an advisory for a development tool', async () => {
  expect((await audited(200, { vitest: [advisory] })).exit).toBe(0);
});

test('reports vulnerabilities as unknown if the registry does not answer', async () => {
  const { exit, output } = await audited(405, {});
  expect(output).toContain('UNKNOWN: the registry did not answer (405 Method Not Allowed');
  expect(exit).toBe(75);
});
