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

/** The account that the emulator plays, and the region: the ones of the alarms in the folder that is replayed. */
export const ACCOUNT = '111122223333';
export const REGION = 'us-west-2';

/** Node 24, which runs this, first: the emulator runs functions by the first `node` that it finds. */
export const PATH = `${dirname(process.execPath)}:/usr/bin:/bin`;

/** An emulated AWS account: where it answers, and the certificate that it shows. */
export type Emulator = {
  readonly endpoint: string;
  readonly certificate: string;
  /** A directory that is gone once it has stopped. */
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
 * Starts the emulator on a free loopback port, with TLS, and with permissions enforced (`AUTH`): each function has its role's
 * rights, and the queues' and buckets' refusal of calls without TLS holds. It knows nothing of this process's environment.
 */
export const startEmulator = async (python: string, log: string): Promise<Emulator> => {
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
        PATH,
        HOME: directory,
        TMPDIR: directory,
        STATE_DIR: join(directory, 'state'),
        S3_DATA_DIR: join(directory, 's3'),
        BIND_HOST: '127.0.0.1',
        GATEWAY_PORT: String(port),
        MINISTACK_ACCOUNT_ID: ACCOUNT,
        MINISTACK_REGION: REGION,
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
