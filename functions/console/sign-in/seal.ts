import { hkdfSync } from 'node:crypto';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { SECOND_MS } from '../../../shared/lib/time-units.ts';

/**
 * The use of a value: one that was sealed for another use cannot be opened.
 * A value is encrypted and authenticated (JWE with AES-256-GCM), since it is stored in the browser.
 */
export type Purpose = 'session' | 'sign-in';

const ALGORITHMS = { alg: 'dir', enc: 'A256GCM' } as const;
const KEY_BYTES = 32;

/** An operator may store another secret. A short one could be guessed, and would admit everybody. */
const SECRET_CHARACTERS_MIN = 32;

/** Returns the key of a purpose. The secret is random and long, so that it needs no slow derivation. */
const keyOf = (secret: string, purpose: Purpose): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', `sla-credits ${purpose}`, KEY_BYTES));

/** Returns a value as text that only `unseal` can read, until it expires. Throws for a short secret. */
export const seal = async (
  secret: string,
  purpose: Purpose,
  { value, expiresAt }: { readonly value: object; readonly expiresAt: Instant },
): Promise<string> => {
  if (secret.length < SECRET_CHARACTERS_MIN)
    throw new Error(
      `The secret of the sessions is shorter than ${SECRET_CHARACTERS_MIN} characters: store a longer one`,
    );
  return new EncryptJWT({ value })
    .setProtectedHeader(ALGORITHMS)
    .setExpirationTime(Math.floor(expiresAt / SECOND_MS))
    .encrypt(keyOf(secret, purpose));
};

/** Returns a sealed value; undefined if it was changed, has expired or was sealed with none of the long secrets. */
export const unseal = async (
  secrets: readonly string[],
  purpose: Purpose,
  sealed: string,
  now: Instant,
): Promise<unknown> => {
  for (const secret of secrets) {
    if (secret.length < SECRET_CHARACTERS_MIN) continue;
    try {
      const { payload } = await jwtDecrypt(sealed, keyOf(secret, purpose), {
        currentDate: new Date(now),
        requiredClaims: ['exp'],
        keyManagementAlgorithms: [ALGORITHMS.alg],
        contentEncryptionAlgorithms: [ALGORITHMS.enc],
      });
      return payload['value'];
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return undefined;
};
