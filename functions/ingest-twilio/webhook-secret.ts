import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Instant } from '../../shared/domain/time/instant.ts';

/** How long a secret that was read is used before it is read again: after a rotation, the new one is valid within five minutes. */
const FRESH_MS = 5 * 60_000;

/** Reads the current secret and the one before it: both are valid, until the stage AWSPREVIOUS is taken from the old one. */
export const secretReader = (
  client: SecretsManagerClient,
  arn: string,
  clock: () => Instant,
): (() => Promise<readonly string[]>) => {
  let read: { readonly at: Instant; readonly secrets: readonly string[] } | undefined;
  return async () => {
    if (read !== undefined && clock() - read.at < FRESH_MS) return read.secrets;
    const [current, previous] = await Promise.all([
      stage(client, arn, 'AWSCURRENT'),
      stage(client, arn, 'AWSPREVIOUS'),
    ]);
    if (current === undefined) throw new Error('the webhook secret has no current value');
    const secrets = previous === undefined ? [current] : [current, previous];
    read = { at: clock(), secrets };
    return secrets;
  };
};

const stage = async (
  client: SecretsManagerClient,
  SecretId: string,
  VersionStage: string,
): Promise<string | undefined> => {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};
