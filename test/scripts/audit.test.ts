import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod/mini';

/** What npm remembers of advisories stays here. */
const cache = mkdtempSync(join(tmpdir(), 'npm-'));
afterAll(() => rmSync(cache, { recursive: true }));

const SCRIPT = join(import.meta.dirname, '../../scripts/audit.ts');

/** Runs the script against a registry that answers npm's question for advisories so. */
const audited = async (status: number, advisories: object): Promise<{ exit: number | null; said: string }> => {
  const registry = createServer((request, response) => {
    const isAsked = request.url?.endsWith('/advisories/bulk') === true;
    request.resume().on('end', () => {
      response.writeHead(isAsked ? status : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isAsked ? advisories : {}));
    });
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), registry.address());
  const args = [SCRIPT, `--registry=http://127.0.0.1:${port}`, '--fetch-retries=0', `--cache=${cache}`];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
  registry.close();
  registry.closeAllConnections();
  return { exit: child.exitCode, said };
};

const advisory = {
  id: 1,
  url: 'https://github.com/advisories/GHSA-0000-0000-0000',
  title: 'It can be made to hang',
  severity: 'high',
  vulnerable_versions: '>=0.0.0',
};

test('no advisory: none is known', async () => {
  const { exit, said } = await audited(200, {});
  expect(said).toMatch(/^No known vulnerability in \d+ packages\n$/);
  expect(exit).toBe(0);
});

test('an advisory for what is used in production is told, and fails', async () => {
  const { exit, said } = await audited(200, { zod: [advisory] });
  expect(said).toContain('high: zod (node_modules/zod): It can be made to hang, https://github.com/advisories/GHSA-');
  expect(exit).toBe(1);
});

test('an advisory for a tool is none for production', async () => {
  expect((await audited(200, { vitest: [advisory] })).exit).toBe(0);
});

test('a registry that does not answer the question leaves it open, and that is said', async () => {
  const { exit, said } = await audited(405, {});
  expect(said).toContain('IS NOT KNOWN: the registry did not say (405 Method Not Allowed');
  expect(exit).toBe(75);
});
