import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  openIdProvider,
  type PendingSignIn,
  SignInFailure,
} from '../../../../functions/console/sign-in/identity-provider.ts';

const ISSUER = 'https://id.example.com/tenant';
const REDIRECT = 'https://console.example.com/sign-in/callback';
const keys = await generateKeyPair('RS256');
const otherKeys = await generateKeyPair('RS256');
const now = Math.floor(Date.now() / 1000);

type Answers = {
  /** Changes the claims of the ID token; a claim of undefined is left out. */
  readonly claims?: object;
  readonly key?: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  /** Replaces the ID token. */
  readonly token?: string;
  readonly metadata?: object;
  readonly response?: Response;
  readonly groupsClaim?: string;
};

/** A provider in memory: metadata, keys and an ID token for every code. */
const providerWith = ({ claims = {}, key, token, metadata = {}, response, groupsClaim = 'groups' }: Answers) => {
  const requests: { readonly url: string; readonly body: string; readonly authorization: string | undefined }[] = [];
  let nonce: string | undefined;
  const idToken = () =>
    new SignJWT({
      iss: ISSUER,
      sub: 'u-1',
      aud: 'console',
      iat: now,
      exp: now + 300,
      nonce,
      name: 'Una Operator',
      groups: ['support'],
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .sign(key ?? keys.privateKey);
  const provider = openIdProvider({
    issuer: ISSUER,
    clientId: 'console',
    readSecret: async () => 's3cret:/',
    groupsClaim,
    fetch: async (url, { body, headers }) => {
      requests.push({
        url,
        body: body instanceof URLSearchParams ? body.toString() : '',
        authorization: headers['authorization'],
      });
      if (url.endsWith('/.well-known/openid-configuration'))
        return Response.json({
          issuer: ISSUER,
          authorization_endpoint: `${ISSUER}/authorize`,
          token_endpoint: `${ISSUER}/token`,
          jwks_uri: `${ISSUER}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          ...metadata,
        });
      if (url.endsWith('/keys'))
        return Response.json({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }] });
      return (
        response ?? Response.json({ access_token: 'a', token_type: 'Bearer', id_token: token ?? (await idToken()) })
      );
    },
  });
  const signIn = async (change: Partial<PendingSignIn> = {}) => {
    const { pending } = await provider.begin(REDIRECT, '/console');
    nonce = pending.nonce;
    const answer = new URL(`${REDIRECT}?code=c&state=${pending.state}`);
    return provider.finish(answer, { ...pending, ...change });
  };
  return { provider, signIn, requests };
};

const scopeOf = async (metadata: object) =>
  (await providerWith({ metadata }).provider.begin(REDIRECT, '/console')).url.searchParams.get('scope');

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const codeOf = async (signedIn: Promise<unknown>): Promise<string> => {
  const error: unknown = await signedIn.then(
    () => new Error('signed in'),
    (reason: unknown) => reason,
  );
  return error instanceof SignInFailure ? error.message : String(error);
};

describe('an ID token', () => {
  test('names the person, with issuer and subject', async () => {
    expect(await providerWith({}).signIn()).toEqual({
      by: `oidc:${ISSUER}#u-1`,
      name: 'Una Operator',
      groups: ['support'],
    });
  });

  test.each([
    ['audience', { aud: 'another-client' }],
    ['audience, among several without the authorised party', { aud: ['console', 'other'], azp: 'other' }],
    ['issuer', { iss: 'https://id.example.com/other' }],
    ['nonce', { nonce: 'another' }],
    ['nonce, left out', { nonce: undefined }],
    ['expiry, in the past', { exp: now - 3600, iat: now - 7200 }],
    ['expiry, left out', { exp: undefined }],
    ['subject, left out', { sub: undefined }],
    ['subject, empty', { sub: '' }],
  ])('with another %s is rejected', async (_, claims) => {
    expect(await codeOf(providerWith({ claims }).signIn())).toMatch(/^rejected: /);
  });

  test('with the signature of another key is rejected', async () => {
    expect(await codeOf(providerWith({ key: otherKeys.privateKey }).signIn())).toMatch(/^rejected: /);
  });

  test('without a signature is rejected', async () => {
    const claims = { iss: ISSUER, sub: 'u-1', aud: 'console', iat: now, exp: now + 300, groups: ['support'] };
    const token = `${part({ alg: 'none' })}.${part(claims)}.`;
    expect(await codeOf(providerWith({ token }).signIn())).toMatch(/^rejected: /);
  });

  test('a missing ID token is rejected', async () => {
    const response = Response.json({ access_token: 'a', token_type: 'Bearer' });
    expect(await codeOf(providerWith({ response }).signIn())).toMatch(/^rejected: /);
  });

  test.each([
    [{ name: undefined, preferred_username: 'una' }, 'una'],
    [{ name: '', email: 'una@example.com' }, 'una@example.com'],
    [{ name: undefined }, 'u-1'],
    [{ name: 'Una\n\u0000 Operator ' }, 'Una Operator'],
    [{ name: 7, 'cognito:username': 'una-7' }, 'una-7'],
    [{ name: 'x'.repeat(500) }, 'x'.repeat(120)],
  ])('with %j names the person %j', async (claims, name) => {
    expect((await providerWith({ claims }).signIn()).name).toBe(name);
  });

  test.each([
    ['groups', { groups: 'support' }, ['support']],
    ['groups', { groups: undefined }, []],
    ['cognito:groups', { 'cognito:groups': ['look'] }, ['look']],
    ['https://example.com/groups', { 'https://example.com/groups': ['a', 7, ''] }, ['a']],
  ])('lists the groups of the claim %s in %j', async (groupsClaim, claims, groups) => {
    expect((await providerWith({ claims, groupsClaim }).signIn()).groups).toEqual(groups);
  });
});

describe('the client', () => {
  test.each([
    [{}, 'Basic'],
    [{ token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'] }, undefined],
  ])('with the metadata %j sends its secret in one place', async (metadata, scheme) => {
    const { signIn, requests } = providerWith({ metadata });
    await signIn();
    const sent = requests.find(({ url }) => url.endsWith('/token'));
    expect(sent?.authorization?.split(' ')[0]).toBe(scheme);
    expect(sent?.body.includes('client_secret=s3cret')).toBe(scheme === undefined);
    expect(sent?.body).toContain('code_verifier=');
  });

  test('requests groups only from a provider with this scope', async () => {
    expect(await scopeOf({})).toBe('openid profile email');
    expect(await scopeOf({ scopes_supported: ['openid', 'groups'] })).toBe('openid profile email groups');
  });

  test('reads the metadata once', async () => {
    const { signIn, requests } = providerWith({});
    await signIn();
    await signIn();
    expect(requests.filter(({ url }) => url.includes('.well-known'))).toHaveLength(1);
  });

  test('has no page for signing out at a provider without one', async () => {
    expect(await providerWith({}).provider.signOutUrl('https://console.example.com')).toBeUndefined();
  });
});

describe('a failure', () => {
  test.each([
    ['metadata of another issuer', { metadata: { issuer: 'https://evil.example' } }, 'unreachable: '],
    ['a wrong secret', { response: Response.json({ error: 'invalid_client' }, { status: 401 }) }, 'rejected: '],
    ['a failed token endpoint', { response: new Response('', { status: 502 }) }, 'unreachable: '],
  ])('by %s has its kind', async (_, answers, expected) => {
    expect(await codeOf(providerWith(answers).signIn())).toContain(expected);
  });

  test('by a wrong secret names the error of the provider', async () => {
    const response = Response.json({ error: 'invalid_client' }, { status: 401 });
    expect(await codeOf(providerWith({ response }).signIn())).toContain('invalid_client');
  });

  test('by a wrong state is rejected', async () => {
    expect(await codeOf(providerWith({}).signIn({ state: 'x'.repeat(43) }))).toMatch(/^rejected: /);
  });
});
