import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { webhookSecretReader } from '../../../functions/ingest-twilio/webhook-secret-reader.ts';
import { type Secrets, startSecrets } from '../../support/emulators/fake-secrets.ts';

let secrets: Secrets;
let client: SecretsManagerClient;
let now = 0;
beforeEach(async () => {
  now = 0;
  secrets = await startSecrets('the-secret');
  client = new SecretsManagerClient({
    endpoint: secrets.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await secrets.stop();
});

const MINUTE = 60_000;

test('before any rotation there is one secret', async () => {
  secrets.stages.set('AWSCURRENT', 'first');
  expect(await webhookSecretReader(client, 'the-secret', () => now)()).toEqual(['first']);
});

test('after a rotation the new one is valid within five minutes, and the old one is still', async () => {
  secrets.stages.set('AWSCURRENT', 'first');
  const read = webhookSecretReader(client, 'the-secret', () => now);
  await read();
  secrets.stages.set('AWSCURRENT', 'second').set('AWSPREVIOUS', 'first');
  now = 5 * MINUTE - 1;
  expect(await read()).toEqual(['first']);
  now = 5 * MINUTE;
  expect(await read()).toEqual(['second', 'first']);
});

test('it is read once in five minutes, not for every call', async () => {
  secrets.stages.set('AWSCURRENT', 'first');
  const read = webhookSecretReader(client, 'the-secret', () => now);
  for (let call = 0; call < 10; call += 1) await read();
  expect(secrets.asked.toSorted()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
});

test('without a current value nobody comes in, and the next call asks again', async () => {
  const read = webhookSecretReader(client, 'the-secret', () => now);
  await expect(read()).rejects.toThrow('The webhook secret has no current value');
  secrets.stages.set('AWSCURRENT', 'first');
  expect(await read()).toEqual(['first']);
});

test('a Secrets Manager that is away is our failure, and not an empty list', async () => {
  await secrets.stop();
  const read = webhookSecretReader(client, 'the-secret', () => now);
  await expect(read()).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket/);
  secrets = await startSecrets('the-secret');
});
