import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Context, Provider } from 'oidc-provider';
import type { CustomFetch } from 'openid-client';
import * as z from 'zod/mini';

/** The addresses of the provider and of the console, as a browser sees them. */
export const ISSUER = 'https://id.example.com';
export const CONSOLE_ORIGIN = 'https://console.example.com';

export const CLIENT = { clientId: 'console', secret: 'secret-of-the-client' } as const;

/** The claims of people in ID tokens, by subject. */
type Accounts = Map<string, { readonly name?: string; readonly groups?: unknown }>;

/** An OpenID provider on a loopback port. Its issuer is an https address: a proxy in front of it would terminate TLS. */
export type IdentityServer = {
  readonly accounts: Accounts;
  /** Sends a request to `ISSUER` to the loopback port. */
  readonly fetch: CustomFetch;
  readonly send: (method: string, url: URL, headers: Record<string, string>, body?: string) => Promise<Response>;
  readonly stop: () => Promise<void>;
};

const RSA_2048 = { modulusLength: 2048 } as const;

const SIGN_IN_PAGE = '<form method="post"><label>Name <input name="login"></label><button>Continue</button></form>';

/** Starts `oidc-provider` with one confidential client, the console. A person signs in by subject, without a password. */
export const startIdentityServer = async (issuer = ISSUER, consoleOrigin = CONSOLE_ORIGIN): Promise<IdentityServer> => {
  const accounts: Accounts = new Map();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.secret,
        redirect_uris: [`${consoleOrigin}/sign-in/callback`],
        post_logout_redirect_uris: [`${consoleOrigin}/sign-in/signed-out`],
      },
    ],
    claims: { profile: ['name'], email: ['email'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    // The ID token has all claims, also if the client could ask for them at the userinfo endpoint.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    jwks: { keys: [{ ...generateKeyPairSync('rsa', RSA_2048).privateKey.export({ format: 'jwk' }), use: 'sig' }] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    cookies: { keys: ['key of the cookies'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: async () => ({ sub, ...accounts.get(sub) }),
    }),
    /** The console is the company's own client, so nobody is asked for consent. */
    loadExistingGrant: async ({ oidc: { client, session } }: Context) => {
      const known = session.grantIdFor(client.clientId);
      if (known !== undefined) return provider.Grant.find(known);
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email groups');
      await grant.save();
      return grant;
    },
  });
  provider.proxy = true;
  provider.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return next();
    if (context.method === 'GET') {
      context.type = 'html';
      context.body = SIGN_IN_PAGE;
      return undefined;
    }
    const accountId = new URLSearchParams(await text(context.req)).get('login') ?? '';
    return provider.interactionFinished(context.req, context.res, { login: { accountId } });
  });
  const server = createServer(provider.callback());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), server.address());

  const atPort = (url: URL): string => `http://127.0.0.1:${port}${url.pathname}${url.search}`;
  const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': new URL(issuer).host };
  return {
    accounts,
    fetch: (url, { body, method, headers }) =>
      fetch(atPort(new URL(url)), { method, headers: { ...headers, ...proxied }, body: bodyText(body) }),
    send: (method, url, headers, body) =>
      fetch(atPort(url), {
        method,
        headers: { ...headers, ...proxied },
        redirect: 'manual',
        ...(body === undefined ? {} : { body }),
      }),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** The client sends forms only. */
const bodyText = (body: unknown): string | null => (body instanceof URLSearchParams ? body.toString() : null);
