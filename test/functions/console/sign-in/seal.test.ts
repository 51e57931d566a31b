import { hkdfSync } from 'node:crypto';
import { EncryptJWT } from 'jose';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seal, unseal } from '../../../../functions/console/sign-in/seal.ts';

const SECRET = 'a'.repeat(64);
const NOW = Date.parse('2026-10-20T12:00:00Z');
const EXPIRY = NOW + 60_000;
const value = { by: 'oidc:https://id.example.com#alice', roles: ['look'] };
const sealed = await seal(SECRET, 'session', { value, expiresAt: EXPIRY });

test('a value is read with the current or the previous secret', async () => {
  expect(await unseal([SECRET], 'session', sealed, NOW)).toEqual(value);
  expect(await unseal(['b'.repeat(64), SECRET], 'session', sealed, NOW)).toEqual(value);
});

test('a value is not readable in the browser', () => {
  expect(Buffer.from(sealed, 'base64url').toString()).not.toContain('alice');
});

test.each([
  ['another secret', ['b'.repeat(64)], 'session', NOW],
  ['no secret', [], 'session', NOW],
  ['another purpose', [SECRET], 'sign-in', NOW],
  ['a later time', [SECRET], 'session', EXPIRY],
] as const)('%s opens nothing', async (_, secrets, purpose, now) => {
  expect(await unseal(secrets, purpose, sealed, now)).toBeUndefined();
});

test('a changed character opens nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), fc.constantFrom('A', 'b', '0', '.'), async (at, other) => {
      const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
      const opened = await unseal([SECRET], 'session', changed, NOW);
      // The last character of a segment has bits that base64url ignores.
      expect(opened === undefined || JSON.stringify(opened) === JSON.stringify(value)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('any text opens nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      expect(await unseal([SECRET], 'session', text, NOW)).toBeUndefined();
    }),
  );
});

test.each(['', 'short', 's'.repeat(31)])('a session cannot be forged with the guessable secret %j', async (secret) => {
  const expiresAt = Date.parse('2026-10-20T13:00:00Z');
  await expect(seal(secret, 'session', { value: {}, expiresAt })).rejects.toThrow('shorter than 32 characters');
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'sla-credits session', 32));
  const forged = await new EncryptJWT({ value: { by: 'mallory' } })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime(expiresAt / 1000)
    .encrypt(key);
  expect(await unseal([secret], 'session', forged, expiresAt - 1000)).toBeUndefined();
});
