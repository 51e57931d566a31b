import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import * as z from 'zod/mini';
import { ACCOUNT_CREDENTIALS, signingClient, trustCertificate } from './account-calls.ts';
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

/** The parts of the project that a deployment needs. */
const DEPLOYED = [
  'cdk.json',
  'docs/openapi.json',
  'functions',
  'infra',
  'package.json',
  'package-lock.json',
  'shared',
  'sla.policies.lock.json',
  'THIRD-PARTY-LICENCES.txt',
  'tsconfig.json',
];

/** The example configuration with both entry points for notices, and with messages to customers. */
const CONFIGURATION = `import example from './example.config.ts';

const email = { domain: 'notices.example.com', from: 'sla@notices.example.com', ruleSet: 'inbound' };
export default { ...example, notices: { webhook: true, email, receipts: true, statements: true } } as const;
`;

/** Copies the project with the configuration of the test, and returns the folder. */
const copyProject = async (directory: string): Promise<string> => {
  const project = join(directory, 'project');
  for (const part of DEPLOYED) await cp(`${ROOT}${part}`, join(project, part), { recursive: true });
  await cp(`${ROOT}sla.config.ts`, join(project, 'example.config.ts'));
  await writeFile(join(project, 'sla.config.ts'), CONFIGURATION);
  await symlink(`${ROOT}node_modules`, join(project, 'node_modules'));
  return project;
};

/** Verifies the sender's domain in SES, as the operator does. */
const verifySender = async (endpoint: string): Promise<void> => {
  const answer = await signingClient('ses').fetch(`${endpoint}/v2/email/identities`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ EmailIdentity: 'notices.example.com' }),
  });
  if (!answer.ok) throw new Error(`The domain was not verified: ${answer.status} ${await answer.text()}`);
};

const template = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

/** Removes the resources that the emulator's CloudFormation does not have (emulator-gaps.ts). */
const removeReceiptRule = async (file: string): Promise<void> => {
  const { Resources, ...rest } = z.parse(template, JSON.parse(await readFile(file, 'utf8')));
  const kept = Object.entries(Resources).filter(([, { Type }]) => Type !== 'AWS::SES::ReceiptRule');
  await writeFile(file, JSON.stringify({ ...rest, Resources: Object.fromEntries(kept) }));
};

/** Runs the CDK's command line against the emulator, with these environment variables only. */
const cdk = async (
  { endpoint, certificate, directory }: AccountEmulator,
  cwd: string,
  ...args: string[]
): Promise<void> => {
  const child = spawn(process.execPath, [`${ROOT}node_modules/aws-cdk/bin/cdk`, ...args], {
    cwd,
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
    const output = join(directory, 'cdk.out');
    const folder = await copyProject(directory);
    const run = (...args: string[]): Promise<void> => cdk(emulator, folder, ...args);
    await run('synth', '--quiet', '--output', output, '--context', `stage=${STAGE}`);
    await removeReceiptRule(join(output, `sla-credits-${STAGE}.template.json`));
    await run('bootstrap', `aws://${EMULATED_ACCOUNT}/${EMULATED_REGION}`, '--app', output);
    await run('deploy', '--app', output, '--require-approval', 'never', '--outputs-file', file);
    const outputs = z.parse(
      z.record(z.string(), z.record(z.string(), z.string())),
      JSON.parse(await readFile(file, 'utf8')),
    )[`sla-credits-${STAGE}`];
    trustCertificate(certificate);
    await verifySender(endpoint);
    await closeEmulatorGaps(endpoint, [
      { fn: 'IngestTwilio', secretName: outputs?.['WebhookSecretArn'] ?? '' },
      { fn: 'IngestNotices', secretName: outputs?.['NoticesSecretArn'] ?? '' },
    ]);
    project.provide('deployment', { endpoint, certificate, stage: STAGE, outputs: outputs ?? {} });
  } catch (error) {
    await emulator.stop();
    throw error;
  }
  return emulator.stop;
};
