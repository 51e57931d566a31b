import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsClient } from 'aws4fetch';
import { inject } from 'vitest';
import * as z from 'zod/mini';
import { callJson, ACCOUNT_CREDENTIALS, signingClient, trustCertificate } from './account-calls.ts';
import { EMULATED_REGION } from './account-emulator.ts';
import { TWIN_SOURCE } from './emulator-gaps.ts';

/**
 * The deployed stack from outside: its entry points, by the outputs of the deployment. The emulator serves all
 * services and all generated host names under one address.
 */
const { certificate, outputs, ...deployment } = inject('deployment');
export const { endpoint, stage } = deployment;

trustCertificate(certificate);

export const deployedSqs = new SQSClient({ endpoint, region: EMULATED_REGION, credentials: ACCOUNT_CREDENTIALS });

/** Returns one of the stack's outputs. */
export const stackOutput = (name: string): string => {
  const value = outputs[name];
  if (value === undefined) throw new Error(`The stack has no output ${name}`);
  return value;
};

/** The answer of an entry point. */
export type HttpAnswer = { readonly status: number; readonly body: string };

const answerOf = async (response: Response): Promise<HttpAnswer> => ({
  status: response.status,
  body: await response.text(),
});

/** Returns the first label of a generated host name, which identifies an API in the emulator. */
const idOf = (name: string): string => new URL(stackOutput(name)).hostname.replace(/\..*$/, '');

const put = z.object({ FailedEntryCount: z.literal(0) });

/** Puts an event onto the default bus, whole, as the detail of an event for the twin rules (emulator-gaps.ts). */
export const putEvent = async (payload: unknown): Promise<void> => {
  const entry = { Source: TWIN_SOURCE, DetailType: 'As delivered', Detail: JSON.stringify(payload) };
  await callJson(endpoint, 'events', 'AWSEvents.PutEvents', { Entries: [entry] }, put);
};

/** The webhooks of the stack: their outputs begin with these names. */
type WebhookName = 'Webhook' | 'Notices';
const secrets = new Map<WebhookName, Promise<string>>();

/** Reads the secret at the end of a webhook's URL, as the operator does to subscribe. */
const readSecret = async (name: WebhookName): Promise<string> => {
  const client = new SecretsManagerClient({ endpoint, region: EMULATED_REGION, credentials: ACCOUNT_CREDENTIALS });
  const { SecretString = '' } = await client.send(
    new GetSecretValueCommand({ SecretId: stackOutput(`${name}SecretArn`) }),
  );
  return SecretString;
};

const post = async (name: WebhookName, body: string, said?: string): Promise<HttpAnswer> => {
  const secret = secrets.get(name) ?? readSecret(name);
  secrets.set(name, secret);
  return answerOf(
    await fetch(`${endpoint}/_aws/execute-api/${idOf(`${name}Url`)}/$default/${said ?? (await secret)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    }),
  );
};

/** Posts to the webhook as Statuspage does, with the right secret by default. */
export const postWebhook = (body: string, said?: string): Promise<HttpAnswer> => post('Webhook', body, said);

/** Posts to the webhook of notices as a help desk does, with the right secret by default. */
export const postNotice = (body: string, said?: string): Promise<HttpAnswer> => post('Notices', body, said);

/** Calls the HTTP API with signed or unsigned requests. */
export const callDeployedApi = async (
  method: string,
  path: string,
  body?: string,
  caller: AwsClient | 'nobody' = signingClient('execute-api'),
): Promise<HttpAnswer> => {
  const url = `${endpoint}/_aws/execute-api/${idOf('ApiUrl')}/$default${path}`;
  const request = { method, headers: { 'content-type': 'application/json' }, ...(body === undefined ? {} : { body }) };
  return answerOf(await (caller === 'nobody' ? fetch(url, request) : caller.fetch(url, request)));
};
