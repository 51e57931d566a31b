import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { MINUTE_MS } from '../../shared/lib/time-units.ts';

/** After a rotation the new secret is valid within this time. */
const SECRET_TTL_MS = 5 * MINUTE_MS;

/**
 * Returns a cached reader of a secret's values, the current one first.
 * The current and the previous value are valid, until the stage AWSPREVIOUS is removed from the previous one.
 */
export const secretReader = (
  client: SecretsManagerClient,
  arn: string,
  clock: () => Instant,
): (() => Promise<readonly string[]>) => {
  let cached: { readonly at: Instant; readonly secrets: readonly string[] } | undefined;
  return async () => {
    if (cached !== undefined && clock() - cached.at < SECRET_TTL_MS) return cached.secrets;
    const [current, previous] = await Promise.all([
      readSecret(client, arn, 'AWSCURRENT'),
      readSecret(client, arn, 'AWSPREVIOUS'),
    ]);
    if (current === undefined) throw new Error(`The secret ${arn} has no current value`);
    const secrets = previous === undefined ? [current] : [current, previous];
    cached = { at: clock(), secrets };
    return secrets;
  };
};

/** Returns a cached reader of a secret's current value, without blanks around it. */
export const currentSecretReader = (
  client: SecretsManagerClient,
  arn: string,
  clock: () => Instant,
): (() => Promise<string>) => {
  const read = secretReader(client, arn, clock);
  return async () => {
    const [current = ''] = await read();
    return current.trim();
  };
};

const readSecret = async (
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
