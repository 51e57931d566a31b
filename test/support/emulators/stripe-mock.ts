import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const VERSION = 'v0.203.0';
const FOLDER = fileURLToPath(new URL('../../../.cache/stripe-mock', import.meta.url));
const PROGRAM = join(FOLDER, 'stripe-mock');
const INSTALL_MS = 240_000;

/** Installs stripe-mock with Go. Returns the reason if that is not possible. */
export const installStripeMock = (): string | undefined => {
  if (existsSync(PROGRAM)) return undefined;
  const env = { ...process.env, GOBIN: FOLDER };
  const { error, status, stderr } = spawnSync('go', ['install', `github.com/stripe/stripe-mock@${VERSION}`], {
    env,
    encoding: 'utf8',
    timeout: INSTALL_MS,
  });
  if (error !== undefined) return `Go is missing or failed: ${error.message}`;
  return status === 0 ? undefined : `Go could not install stripe-mock: ${stderr.trim().split('\n').at(-1)}`;
};

export type StripeMock = { readonly origin: string; readonly stop: () => Promise<void> };

/** Starts stripe-mock, which checks the shape of requests against the description of Stripe's API. */
export const startStripeMock = async (): Promise<StripeMock> => {
  const [http, https] = [await freePort(), await freePort()];
  const args = ['-http-addr', `127.0.0.1:${http}`, '-https-addr', `127.0.0.1:${https}`];
  const child = spawn(PROGRAM, args, { stdio: 'ignore' });
  const origin = `http://127.0.0.1:${http}`;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(origin).catch(() => undefined);
    if (answer !== undefined) break;
    await sleep(100);
  }
  return {
    origin,
    stop: async () => {
      const closed = once(child, 'close');
      child.kill();
      await closed;
    },
  };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free');
  return address.port;
};
