import * as client from 'openid-client';
import * as z from 'zod/mini';
import { tryParse } from '../../../shared/lib/validation.ts';

/** The client of the console at its provider of identities. */
export type ProviderSettings = {
  readonly issuer: string;
  readonly clientId: string;
  /**
   * Reads the client's secret.
   * @default none: a public client, which PKCE protects
   */
  readonly readSecret?: (() => Promise<string>) | undefined;
  /** The claim of the ID token that lists a person's groups. */
  readonly groupsClaim: string;
  /** @default the global one */
  readonly fetch?: client.CustomFetch | undefined;
};

/** The secrets of a sign-in that has started. They stay in the browser that started it. */
export const pendingSignIn = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string() });
export type PendingSignIn = z.output<typeof pendingSignIn>;

/** A person, as a verified ID token names them. `by`: `oidc:{issuer}#{sub}`. */
type Identity = { readonly by: string; readonly name: string; readonly groups: readonly string[] };

/** A sign-in that failed. `unreachable`: it can be repeated; `rejected`: the answer is invalid or an error. `code`: for the log. */
export class SignInFailure extends Error {
  override readonly name = 'SignInFailure';
  readonly kind: 'unreachable' | 'rejected';
  readonly code: string;

  constructor(kind: SignInFailure['kind'], code: string) {
    super(`${kind}: ${code}`);
    this.kind = kind;
    this.code = code;
  }
}

export type IdentityProvider = {
  readonly issuer: string;
  /** Returns the page of the provider at which a person signs in. Throws `SignInFailure`. */
  readonly begin: (redirectUri: string, to: string) => Promise<{ readonly url: URL; readonly pending: PendingSignIn }>;
  /** Exchanges the code in the provider's answer for a verified identity. Throws `SignInFailure`. */
  readonly finish: (answer: URL, pending: PendingSignIn) => Promise<Identity>;
  /** Returns the page that ends the provider's own session, if the provider has one. Throws `SignInFailure`. */
  readonly signOutUrl: (returnTo: string) => Promise<URL | undefined>;
};

const REQUEST_TIMEOUT_S = 6;

/**
 * Returns an OpenID provider: authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, section 3.1).
 * Verifies issuer, audience, nonce, expiry and signature of the ID token. The provider's metadata are read once.
 */
export const openIdProvider = (settings: ProviderSettings): IdentityProvider => {
  const { issuer, groupsClaim } = settings;
  let discovered: Promise<client.Configuration> | undefined;
  const configuration = async (): Promise<client.Configuration> => {
    discovered ??= discover(settings);
    try {
      return await discovered;
    } catch (error) {
      discovered = undefined;
      throw new SignInFailure('unreachable', codeOf(error));
    }
  };
  return {
    issuer,
    begin: async (redirectUri, to) => {
      const config = await configuration();
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: scopesOf(config),
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url, pending: { state, nonce, verifier, to } };
    },
    finish: async (answer, { state, nonce, verifier }) => {
      const config = await configuration();
      try {
        const tokens = await client.authorizationCodeGrant(config, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        return identityOf(tokens.claims(), groupsClaim);
      } catch (error) {
        throw new SignInFailure(isUnreachable(error) ? 'unreachable' : 'rejected', codeOf(error));
      }
    },
    signOutUrl: async (returnTo) => {
      const config = await configuration();
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
      // Cognito has a parameter of its own for the address to return to.
      return client.buildEndSessionUrl(config, { post_logout_redirect_uri: returnTo, logout_uri: returnTo });
    },
  };
};

const discover = ({ issuer, clientId, readSecret, fetch }: ProviderSettings): Promise<client.Configuration> =>
  client.discovery(new URL(issuer), clientId, {}, authentication(readSecret), {
    timeout: REQUEST_TIMEOUT_S,
    // Without it, the ID token is not verified by its signature, since it arrives by TLS from the provider.
    execute: [client.enableNonRepudiationChecks],
    ...(fetch === undefined ? {} : { [client.customFetch]: fetch }),
  });

/** Returns how the client authenticates itself. Every provider accepts the secret in a header or in the body; some only one of them. */
const authentication = (readSecret: ProviderSettings['readSecret']): client.ClientAuth => {
  if (readSecret === undefined) return client.None();
  return async (server, ...request) => {
    const secret = await readSecret();
    const isInBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post') === true;
    const authenticate = isInBody ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret);
    authenticate(server, ...request);
  };
};

/** Okta and others list groups only if the scope `groups` is requested. Providers without it may reject it. */
const scopesOf = (config: client.Configuration): string => {
  const supported = config.serverMetadata().scopes_supported ?? [];
  return ['openid', 'profile', 'email', ...(supported.includes('groups') ? ['groups'] : [])].join(' ');
};

const NAME_CHARACTERS_MAX = 120;

const claimedName = z.pipe(
  z.string(),
  z.transform((name) => {
    const written = name.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
    return written.slice(0, NAME_CHARACTERS_MAX).toWellFormed();
  }),
);

/** Returns the person of verified claims. A person without a name is shown by address or by subject. */
const identityOf = (claims: object | undefined, groupsClaim: string): Identity => {
  const given = new Map<string, unknown>(Object.entries(claims ?? {}));
  const { value: required } = tryParse(
    z.object({ iss: z.string(), sub: z.string().check(z.minLength(1)) }),
    Object.fromEntries(given),
  );
  if (required === undefined) throw new SignInFailure('rejected', 'ID token without issuer and subject');
  const names = ['name', 'preferred_username', 'email', 'cognito:username'].map(
    (claim) => tryParse(claimedName, given.get(claim)).value ?? '',
  );
  return {
    by: `oidc:${required.iss}#${required.sub}`,
    name: names.find((name) => name !== '') ?? required.sub,
    groups: groupsIn(given.get(groupsClaim)),
  };
};

/** Returns the groups of a claim. A provider may send a person's only group as text. */
const groupsIn = (claim: unknown): string[] =>
  [claim].flat().filter((group): group is string => typeof group === 'string' && group !== '');

const coded = z.object({ code: z.string() });
const answered = z.object({ error: z.string().check(z.regex(/^[a-z_]{1,60}$/)) });

/** Returns the reason of an error for the log: no token, code or secret. */
const codeOf = (error: unknown): string => {
  if (error instanceof SignInFailure) return error.code;
  const { value: response } = tryParse(answered, error);
  const { value } = tryParse(coded, error);
  const name = error instanceof Error ? error.name : 'unknown';
  return [value?.code ?? name, ...(response === undefined ? [] : [response.error])].join(' ');
};

/** Returns whether a request to the provider had no usable answer. */
const isUnreachable = (error: unknown): boolean => {
  if (error instanceof client.ClientError) return UNREACHABLE_CODES.has(error.code ?? '');
  // `fetch` fails with a TypeError; the errors of the package have a code.
  return error instanceof TypeError && !('code' in error);
};

/** The last one stands for a status such as 502. */
const UNREACHABLE_CODES: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
]);
