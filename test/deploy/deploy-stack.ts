import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import * as z from 'zod/mini';
import { ACCOUNT_CREDENTIALS, trustCertificate } from './account-calls.ts';
import {
  EMULATED_ACCOUNT,
  type AccountEmulator,
  EMULATOR_PATH,
  EMULATED_REGION,
  startAccountEmulator,
} from './account-emulator.ts';
import { closeEmulatorGaps } from './emulator-gaps.ts';
import { CACHE_FOLDER, installEmulator } from './install-emulator.ts';

/** A stack deployed by `cdk deploy`, with the values that a client needs. */
export type DeployedStackContext = {
  readonly endpoint: string;
  readonly certificate: string;
  readonly stage: string;
  /** The stack's outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
};

declare module 'vitest' {
  export interface ProvidedContext {
    readonly deployment: DeployedStackContext;
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOGS = `${CACHE_FOLDER}/deploy`;
const STAGE = 'test';

/** Runs the CDK's command line against the emulator, with these environment variables only. */
const cdk = async ({ endpoint, certificate, directory }: AccountEmulator, ...args: string[]): Promise<void> => {
  const child = spawn(process.execPath, [`${ROOT}node_modules/aws-cdk/bin/cdk`, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${ROOT}node_modules/.bin:${EMULATOR_PATH}`,
      HOME: directory,
      TMPDIR: directory,
      AWS_ENDPOINT_URL: endpoint,
      AWS_CA_BUNDLE: certificate,
      NODE_EXTRA_CA_CERTS: certificate,
      AWS_REGION: EMULATED_REGION,
      AWS_ACCESS_KEY_ID: ACCOUNT_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ACCOUNT_CREDENTIALS.secretAccessKey,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CI: 'true',
      NO_COLOR: '1',
    },
  });
  const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  await writeFile(`${LOGS}/cdk-${args[0]}.log`, out + err);
  if (status !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${status}:\n${out}\n${err}`);
};

/** Deploys the stack to an empty account before all tests. Removes the account after them, also after a failure. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await mkdir(LOGS, { recursive: true });
  const python = await installEmulator();
  const emulator = await startAccountEmulator(python, `${LOGS}/emulator.log`);
  try {
    const { endpoint, certificate, directory } = emulator;
    const file = join(directory, 'outputs.json');
    const output = ['--output', join(directory, 'cdk.out'), '--context', `stage=${STAGE}`];
    await cdk(emulator, 'bootstrap', `aws://${EMULATED_ACCOUNT}/${EMULATED_REGION}`, ...output);
    await cdk(emulator, 'deploy', ...output, '--require-approval', 'never', '--outputs-file', file);
    const outputs = z.parse(
      z.record(z.string(), z.record(z.string(), z.string())),
      JSON.parse(await readFile(file, 'utf8')),
    )[`sla-credits-${STAGE}`];
    trustCertificate(certificate);
    await closeEmulatorGaps(endpoint, outputs?.['WebhookSecretArn'] ?? '');
    project.provide('deployment', { endpoint, certificate, stage: STAGE, outputs: outputs ?? {} });
  } catch (error) {
    await emulator.stop();
    throw error;
  }
  return emulator.stop;
};
