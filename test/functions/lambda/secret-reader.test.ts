import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { currentSecretReader, secretReader } from '../../../functions/lambda/secret-reader.ts';
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

test('only one secret is valid before a rotation', async () => {
  secrets.stages.set('AWSCURRENT', 'first');
  expect(await secretReader(client, 'the-secret', () => now)()).toEqual(['first']);
});

test('both secrets are valid within five minutes of a rotation', async () => {
  secrets.stages.set('AWSCURRENT', 'first');
  const read = secretReader(client, 'the-secret', () => now);
  await read();
  secrets.stages.set('AWSCURRENT', 'second').set('AWSPREVIOUS', 'first');
  now = 5 * MINUTE - 1;
  expect(await read()).toEqual(['first']);
  now = 5 * MINUTE;
  expect(await read()).toEqual(['second', 'first']);
});

test('the secret is read once in five minutes', async () => {
  secrets.stages.set('AWSCURRENT', 'first');
  const read = secretReader(client, 'the-secret', () => now);
  for (let call = 0; call < 10; call += 1) await read();
  expect(secrets.asked.toSorted()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
});

test('a missing current secret fails, and the next call reads again', async () => {
  const read = secretReader(client, 'the-secret', () => now);
  await expect(read()).rejects.toThrow('The secret the-secret has no current value');
  secrets.stages.set('AWSCURRENT', 'first');
  expect(await read()).toEqual(['first']);
});

test('the current value has no blanks around it', async () => {
  secrets.stages.set('AWSCURRENT', ' second\n').set('AWSPREVIOUS', 'first');
  expect(await currentSecretReader(client, 'the-secret', () => now)()).toBe('second');
});

test('an unreachable Secrets Manager is a failure', async () => {
  await secrets.stop();
  const read = secretReader(client, 'the-secret', () => now);
  await expect(read()).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket/);
  secrets = await startSecrets('the-secret');
});
