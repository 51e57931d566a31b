import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { instant } from '../../support/builders/instant-text.ts';
import { bucketUrl } from '../../../shared/statements/bucket-url.ts';
import { openBucket } from '../../../shared/statements/statement-bucket.ts';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };

describe('the URL of a bucket', () => {
  const S3 = 'https://statements.s3.eu-central-1.amazonaws.com';
  test.each([
    ['is a URL of S3', {}, S3],
    ['is a URL of S3 with empty variables', { AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_S3: '' }, S3],
    [
      'is on the server of every service',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
      'http://127.0.0.1:4566/statements',
    ],
    ['has one slash', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566/' }, 'http://127.0.0.1:4566/statements'],
    [
      'prefers the server for S3 to that of all services',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2' },
      'http://127.0.0.1:2/statements',
    ],
    [
      'is a URL of S3 if configured servers are ignored',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      S3,
    ],
  ])('%s', (_, environment, expected) => {
    expect(bucketUrl('statements', 'eu-central-1', environment)).toBe(expected);
  });
});

describe('a put', () => {
  let server: Server | undefined;
  afterEach(() => {
    vi.unstubAllEnvs();
    server?.close();
  });

  const answering = async (status: number): Promise<{ url: string; calls: [IncomingMessage, string][] }> => {
    const calls: [IncomingMessage, string][] = [];
    server = createServer((request, response) => {
      const answer = async (): Promise<void> => {
        calls.push([request, await text(request)]);
        response.writeHead(status).end('why');
      };
      void answer();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = z.parse(z.object({ port: z.number() }), server.address());
    return { url: `http://127.0.0.1:${port}`, calls };
  };

  test('goes to the configured server, signed for S3 and region', async () => {
    const { url, calls } = await answering(200);
    vi.stubEnv('AWS_ENDPOINT_URL', url);
    await openBucket('statements', 'eu-central-1', CREDENTIALS).put('2026-10/acme.json', '{}', 'application/json');
    const [[request, body] = []] = calls;
    expect([request?.method, request?.url, body]).toEqual(['PUT', '/statements/2026-10/acme.json', '{}']);
    expect(request?.headers).toMatchObject({
      authorization: expect.stringContaining('/eu-central-1/s3/aws4_request'),
      'content-type': 'application/json',
      'x-amz-security-token': 'token',
    });
  });

  test('locks evidence for its days, and no page', async () => {
    const { url, calls } = await answering(200);
    const lock = { days: 10, clock: () => instant('2026-11-02T12:00:00Z') };
    const { put } = openBucket('statements', 'eu-central-1', CREDENTIALS, `${url}/statements`, lock);
    await put('a.json', '{}', 'application/json', createHash('sha256').update('{}').digest('hex'));
    await put('a.html', '<p>', 'text/html');
    const [evidence, page] = calls.map(([{ headers }]) => headers);
    expect(evidence).toMatchObject({
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': '2026-11-12T12:00:00.000Z',
      'x-amz-checksum-sha256': createHash('sha256').update('{}').digest('base64'),
    });
    expect(page).not.toHaveProperty('x-amz-object-lock-mode');
  });

  test('throws with key and reason if it is rejected', async () => {
    const { url } = await answering(403);
    const { put } = openBucket('statements', 'eu-central-1', CREDENTIALS, `${url}/statements`);
    await expect(put('key', '{}', 'application/json')).rejects.toThrow('403 for key: why');
  });
});
