import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterEach, beforeAll, afterAll, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { ESBUILD } from '../../../infra/bundling.ts';

/** Bundles a client as functions are bundled, and returns the requests that a server receives from it. */

const SOURCE = `
  import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
  export const send = (endpoint) =>
    new SQSClient({ endpoint, region: 'us-east-1', maxAttempts: 1, useQueueUrlAsEndpoint: false })
      .send(new SendMessageCommand({ QueueUrl: endpoint, MessageBody: 'a' }));
`;
const bundle = z.object({
  send: z.custom<(endpoint: string) => Promise<unknown>>((value) => typeof value === 'function'),
});

const requests: IncomingHttpHeaders[] = [];
const server = createServer((request, response) => {
  requests.push(request.headers);
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end('{"MessageId":"1","MD5OfMessageBody":"0cc175b9c0f1b6a831c399e269772661"}');
});
let endpoint = '';
let folder = '';
let send: (endpoint: string) => Promise<unknown>;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${z.parse(z.object({ port: z.number() }), server.address()).port}/`;
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  const stdin = { contents: SOURCE, resolveDir: ESBUILD.absWorkingDir };
  const { outputFiles } = await build({ ...ESBUILD, stdin });
  const file = join(folder, 'bundle.mjs');
  await writeFile(file, outputFiles[0]?.contents ?? '');
  ({ send } = z.parse(bundle, await import(/* @vite-ignore */ pathToFileURL(file).href)));
});

afterEach(() => {
  vi.unstubAllEnvs();
  requests.length = 0;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

test("a bundle signs requests with the environment's credentials", async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDOFTHEROLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
  await send(endpoint);
  expect(requests[0]?.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDOFTHEROLE\/\d{8}\/us-east-1\/sqs\/aws4_request/,
  );
  expect(requests[0]?.['x-amz-security-token']).toBe('session');
});

test('credentials need no session token, but keys', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDOFTHEROLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', undefined);
  await send(endpoint);
  expect(requests[0]).not.toHaveProperty('x-amz-security-token');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  await expect(send(endpoint)).rejects.toThrow('AWS_SECRET_ACCESS_KEY is not set');
  expect(requests).toHaveLength(1);
});
