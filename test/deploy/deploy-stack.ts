import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import * as z from 'zod/mini';
import { CREDENTIALS, trust } from './account-calls.ts';
import { ACCOUNT, type Emulator, PATH, REGION, startEmulator } from './account-emulator.ts';
import { closeGaps } from './emulator-gaps.ts';
import { CACHE, installEmulator } from './install-emulator.ts';

/** A stack that `cdk deploy` has made: what a test needs to reach it from outside. */
export type Deployment = {
  readonly endpoint: string;
  readonly certificate: string;
  readonly stage: string;
  /** The stack's outputs, by name. */
  readonly outputs: Readonly<Record<string, string>>;
};

declare module 'vitest' {
  export interface ProvidedContext {
    readonly deployment: Deployment;
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOGS = `${CACHE}/deploy`;
const STAGE = 'test';

/** Runs the CDK's command line against the emulator, in an environment that knows nothing else. */
const cdk = async ({ endpoint, certificate, directory }: Emulator, ...args: string[]): Promise<void> => {
  const child = spawn(process.execPath, [`${ROOT}node_modules/aws-cdk/bin/cdk`, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${ROOT}node_modules/.bin:${PATH}`,
      HOME: directory,
      TMPDIR: directory,
      AWS_ENDPOINT_URL: endpoint,
      AWS_CA_BUNDLE: certificate,
      NODE_EXTRA_CA_CERTS: certificate,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CI: 'true',
      NO_COLOR: '1',
    },
  });
  const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  await writeFile(`${LOGS}/cdk-${args[0]}.log`, out + err);
  if (status !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${status}:\n${out}\n${err}`);
};

/** Before all tests: an empty account, `cdk bootstrap`, `cdk deploy`. After them, whatever became of them: nothing is left. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await mkdir(LOGS, { recursive: true });
  const python = await installEmulator();
  const emulator = await startEmulator(python, `${LOGS}/emulator.log`);
  try {
    const { endpoint, certificate, directory } = emulator;
    const file = join(directory, 'outputs.json');
    const output = ['--output', join(directory, 'cdk.out'), '--context', `stage=${STAGE}`];
    await cdk(emulator, 'bootstrap', `aws://${ACCOUNT}/${REGION}`, ...output);
    await cdk(emulator, 'deploy', ...output, '--require-approval', 'never', '--outputs-file', file);
    const outputs = z.parse(
      z.record(z.string(), z.record(z.string(), z.string())),
      JSON.parse(await readFile(file, 'utf8')),
    )[`sla-credits-${STAGE}`];
    trust(certificate);
    await closeGaps(endpoint, outputs?.['WebhookSecretArn'] ?? '');
    project.provide('deployment', { endpoint, certificate, stage: STAGE, outputs: outputs ?? {} });
  } catch (error) {
    await emulator.stop();
    throw error;
  }
  return emulator.stop;
};
