import { once } from 'node:events';
import { createServer } from 'node:http';
import * as z from 'zod/mini';
import { expect, test } from 'vitest';
import { openBucket } from '../../../shared/statements/statement-bucket.ts';

test('a put is retried after a broken connection or 503', async () => {
  const answers = ['broken', 503, 'broken', 200];
  let calls = 0;
  const server = createServer((request, response) => {
    const answer = answers[calls];
    calls += 1;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else request.socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), server.address());
  const bucket = openBucket('b', 'us-east-1', { accessKeyId: 'a', secretAccessKey: 's' }, `http://127.0.0.1:${port}/b`);
  await bucket.put('key', '{}', 'application/json');
  expect(calls).toBe(4);
  server.close();
});
