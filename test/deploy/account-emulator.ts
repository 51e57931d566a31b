import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';

/** The account and Region of the emulator: those of the alarms in the replayed folder. */
export const EMULATED_ACCOUNT = '111122223333';
export const EMULATED_REGION = 'us-west-2';

/** The Node that runs this comes first: the emulator runs functions with the first `node` in PATH. */
export const EMULATOR_PATH = `${dirname(process.execPath)}:/usr/bin:/bin`;

/** An emulated AWS account: its endpoint and its TLS certificate. */
export type AccountEmulator = {
  readonly endpoint: string;
  readonly certificate: string;
  /** A directory that is removed when the emulator stops. */
  readonly directory: string;
  readonly stop: () => Promise<void>;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), server.address());
  server.close();
  await once(server, 'close');
  return port;
};

/**
 * Starts the emulator on a free loopback port with TLS. It enforces permissions (`AUTH`): each function has those of
 * its role, and queues and buckets reject calls without TLS. It gets no other environment variables.
 */
export const startAccountEmulator = async (python: string, log: string): Promise<AccountEmulator> => {
  const directory = await mkdtemp(join(tmpdir(), 'sla-credits-deploy-'));
  const port = await freePort();
  const keeper = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('run-until-parent-ends.ts', import.meta.url)),
      directory,
      log,
      python,
      ...`-m hypercorn --config python:ministack.core.hypercorn_conf --bind 127.0.0.1:${port}`.split(' '),
      'ministack.app:app',
    ],
    {
      stdio: ['pipe', 'inherit', 'inherit'],
      env: {
        PATH: EMULATOR_PATH,
        HOME: directory,
        TMPDIR: directory,
        STATE_DIR: join(directory, 'state'),
        S3_DATA_DIR: join(directory, 's3'),
        BIND_HOST: '127.0.0.1',
        GATEWAY_PORT: String(port),
        MINISTACK_ACCOUNT_ID: EMULATED_ACCOUNT,
        MINISTACK_REGION: EMULATED_REGION,
        USE_SSL: '1',
        AUTH: 'true',
      },
    },
  );
  const ended = once(keeper, 'exit');
  const certificate = join(directory, 'ministack-tls', 'server.crt');
  const listens = (): Promise<boolean> => readFile(log, 'utf8').then((said) => said.includes('Running on https://'));

  for (const deadline = Date.now() + 60_000; !(existsSync(certificate) && (await listens().catch(() => false)));) {
    if (keeper.exitCode !== null || Date.now() > deadline) {
      keeper.stdin.end();
      throw new Error(`The emulator did not start: ${await readFile(log, 'utf8')}`);
    }
    await sleep(50);
  }
  return {
    endpoint: `https://127.0.0.1:${port}`,
    certificate,
    directory,
    stop: async () => {
      keeper.stdin.end();
      await ended;
    },
  };
};
