import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsClient } from 'aws4fetch';
import { inject } from 'vitest';
import * as z from 'zod/mini';
import { callJson, CREDENTIALS, signedFor, trust } from './account-calls.ts';
import { REGION } from './account-emulator.ts';
import { TWIN_SOURCE } from './emulator-gaps.ts';

/**
 * The deployed stack as the world sees it: its doors, reached by what the deployment printed. Nothing here looks inside.
 * The emulator answers for every service and every generated host name under one address.
 */
const { certificate, outputs, ...deployment } = inject('deployment');
export const { endpoint, stage } = deployment;

trust(certificate);

export const sqs = new SQSClient({ endpoint, region: REGION, credentials: CREDENTIALS });

/** The value of one of the stack's outputs. */
export const output = (name: string): string => {
  const value = outputs[name];
  if (value === undefined) throw new Error(`The stack has no output ${name}`);
  return value;
};

/** What a door answered. */
export type Answer = { readonly status: number; readonly body: string };

const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  body: await response.text(),
});

/** The first label of a generated host name: by it the emulator knows an API. */
const idOf = (name: string): string => new URL(output(name)).hostname.replace(/\..*$/, '');

const put = z.object({ FailedEntryCount: z.literal(0) });

/** Puts an event onto the default bus, as CloudWatch and AWS Health do: whole, as the detail of an event for the twins (see gaps.ts). */
export const putEvent = async (payload: unknown): Promise<void> => {
  const entry = { Source: TWIN_SOURCE, DetailType: 'As delivered', Detail: JSON.stringify(payload) };
  await callJson(endpoint, 'events', 'AWSEvents.PutEvents', { Entries: [entry] }, put);
};

let secret: Promise<string> | undefined;

/** The secret that ends the webhook's URL, as the operator reads it to subscribe. */
const readSecret = async (): Promise<string> => {
  const client = new SecretsManagerClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: output('WebhookSecretArn') }));
  return SecretString;
};

/** Posts to the webhook as Statuspage does, with the right secret unless another is given. */
export const postWebhook = async (body: string, said?: string): Promise<Answer> => {
  secret ??= readSecret();
  return answerOf(
    await fetch(`${endpoint}/_aws/execute-api/${idOf('WebhookUrl')}/$default/${said ?? (await secret)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    }),
  );
};

/** Calls the HTTP API as the CRM does, signed with IAM credentials, or not signed at all. */
export const callApi = async (
  method: string,
  path: string,
  body?: string,
  caller: AwsClient | 'nobody' = signedFor('execute-api'),
): Promise<Answer> => {
  const url = `${endpoint}/_aws/execute-api/${idOf('ApiUrl')}/$default${path}`;
  const request = { method, headers: { 'content-type': 'application/json' }, ...(body === undefined ? {} : { body }) };
  return answerOf(await (caller === 'nobody' ? fetch(url, request) : caller.fetch(url, request)));
};
