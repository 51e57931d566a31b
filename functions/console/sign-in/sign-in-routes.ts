import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Hono } from 'hono/tiny';
import { type ApiCall, isSigned, type PersonName } from '../../../shared/api/api-call.ts';
import type { ApiContext } from '../../../shared/api/context.ts';
import { SIGN_IN_ROUTES } from '../../../shared/config/api-routes.ts';
import {
  SIGN_IN_CALLBACK_PATH,
  SIGN_OUT_PATH,
  SIGNED_OUT_PATH,
  signInPath,
} from '../../../shared/config/console-paths.ts';
import type { GroupsOfRoles } from '../../../shared/config/sign-in.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { MINUTE_MS, SECOND_MS } from '../../../shared/lib/time-units.ts';
import { tryParse } from '../../../shared/lib/validation.ts';
import { listPeople, nameAt, type Person, recordPerson } from '../../../shared/persistence/people.ts';
import { missingRolePage, noRolePage, renewalPage, signedOutPage, signInFailedPage } from '../pages/sign-in-pages.ts';
import { neededRoles, rolesOfGroups } from './needed-roles.ts';
import { type IdentityProvider, pendingSignIn, type PendingSignIn, SignInFailure } from './identity-provider.ts';
import { returnPath } from './return-path.ts';
import { seal, unseal } from './seal.ts';
import { readSession, SESSION_MS, startSession, stopSession } from './session.ts';

/** Sign-in to the console, as it is configured. */
export type ConsoleSignIn = {
  readonly provider: IdentityProvider;
  readonly groups: GroupsOfRoles;
  /** Reads the secrets that encrypt cookies, the current one first. */
  readonly readSecrets: () => Promise<readonly string[]>;
};

/** Browsers send these cookies to this host only, by TLS, and scripts cannot read them. */
const COOKIE = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax', prefix: 'host' } as const;
const SESSION_COOKIE = 'sla-session';

/** A person signs in at the provider within this time. */
const PENDING_MS = 10 * MINUTE_MS;
const STATE_CHARACTERS = 16;

/** Several tabs may sign in at once, so each sign-in has a cookie of its own. */
const PENDING_COOKIE = 'sla-sign-in-';
const pendingCookie = (state: string): string => `${PENDING_COOKIE}${state.slice(0, STATE_CHARACTERS)}`;
/** Together with a new one and the session, they fit into the 10 KB of headers that API Gateway accepts. */
const PENDING_COOKIES_BYTES_MAX = 4000;
const STATE = /^[\w-]{16,}$/;

const isSignInPath = (path: string): boolean =>
  SIGN_IN_ROUTES.some((route) => route === `GET ${path}` || route === `POST ${path}`);

/**
 * Admits requests that IAM authorised, and people who are signed in with a role for the request.
 * A person without a session is sent to the provider; a form without one is rejected.
 */
export const signInGate = (context: ApiContext, { groups, readSecrets }: ConsoleSignIn): MiddlewareHandler<ApiCall> => {
  const store = { ...context, readSecrets };
  const { stage } = context.deployment;
  const readNames = nameReader(context);
  return async (call, next) => {
    const { method, path } = call.req;
    if (isSignInPath(path)) return next();
    const nameOf = await readNames();
    call.set('nameOf', nameOf);
    if (isSigned(call.env.event)) return next();
    const session = await readSession(store, getCookie(call, SESSION_COOKIE, 'host'));
    const isPage = method === 'GET' && (call.req.header('sec-fetch-mode') ?? 'navigate') === 'navigate';
    if (isPage && session === undefined) return call.redirect(signInPath(targetOf(call)), 302);
    if (isPage && session !== undefined && session.renewAt <= context.clock()) {
      const to = targetOf(call);
      // No redirect: it may follow a form, and the security policy forbids that a form leads to the provider.
      call.header('refresh', `0;url=${signInPath(to)}`);
      return call.html(renewalPage(stage, to));
    }
    if (session === undefined) {
      const text = 'Nothing was recorded: your session has ended. Sign in, then fill in the form again.';
      return call.html(signInFailedPage(stage, text), 401);
    }
    call.set('person', session);
    // A person who just signed in may be missing in the names that were read before.
    call.set('nameOf', (by, at) => nameOf(by, at) ?? (by === session.by ? session.name : undefined));
    const needed = neededRoles(method, path);
    if (needed.some((role) => session.roles.includes(role))) return next();
    const { by, name, roles } = session;
    return call.html(missingRolePage(needed, groups, { stage, by, name, canRecord: roles.includes('record') }), 403);
  };
};

/** A new person is shown by name within this time. */
const NAMES_TTL_MS = MINUTE_MS;

/** Returns a cached reader of the names of people. */
const nameReader = ({ table, clock }: Pick<ApiContext, 'table' | 'clock'>): (() => Promise<PersonName>) => {
  let read: { readonly at: Instant; readonly people: readonly Person[] } | undefined;
  return async () => {
    if (read === undefined || clock() - read.at >= NAMES_TTL_MS)
      read = { at: clock(), people: await listPeople(table) };
    const { people } = read;
    return (by, at) => nameAt(people, by, at);
  };
};

/** Returns the path and the query of a request. */
const targetOf = (call: Context<ApiCall>): string => {
  const { pathname, search } = new URL(call.req.url);
  return `${pathname}${search}`;
};

/** Adds the routes that start and finish a sign-in, and that end a session. */
export const signInRoutes = (app: Hono<ApiCall>, context: ApiContext, signIn: ConsoleSignIn): void => {
  const { table, clock, telemetry, deployment } = context;
  const { provider, groups, readSecrets } = signIn;
  const { stage } = deployment;
  const store = { ...context, readSecrets };

  /** Returns the page of a failed sign-in, and logs the reason. */
  const failed = (call: Context<ApiCall>, error: unknown, to?: string) => {
    if (!(error instanceof SignInFailure)) throw error;
    telemetry.note('sign-in failed', { kind: error.kind, code: error.code });
    return error.kind === 'unreachable'
      ? call.html(signInFailedPage(stage, UNREACHABLE, to), 502)
      : call.html(signInFailedPage(stage, `${REJECTED} (${error.code}).`, to), 400);
  };

  app.get('/sign-in', async (call) => {
    const to = returnPath(call.req.query('to'));
    try {
      const { url, pending } = await provider.begin(`${originOf(call)}${SIGN_IN_CALLBACK_PATH}`, to);
      const [secret = ''] = await readSecrets();
      const sealed = await seal(secret, 'sign-in', { value: pending, expiresAt: clock() + PENDING_MS });
      forgetPending(call);
      setCookie(call, pendingCookie(pending.state), sealed, { ...COOKIE, maxAge: PENDING_MS / SECOND_MS });
      return call.redirect(url.href, 302);
    } catch (error) {
      return failed(call, error, to);
    }
  });

  app.get(SIGN_IN_CALLBACK_PATH, async (call) => {
    const pending = await readPending(call, await readSecrets(), clock());
    if (pending === undefined) return call.html(signInFailedPage(stage, NOT_STARTED), 400);
    deleteCookie(call, pendingCookie(pending.state), COOKIE);
    const answer = new URL(`${originOf(call)}${targetOf(call)}`);
    try {
      const { by, name, groups: given } = await provider.finish(answer, pending);
      const roles = rolesOfGroups(given, groups);
      telemetry.note('signed in', { by, roles });
      if (roles.length === 0) return call.html(noRolePage(stage, { name, by }, groups), 403);
      await recordPerson(table, { by, name, recordedAt: clock() });
      const sealed = await startSession(store, { by, name, roles }, getCookie(call, SESSION_COOKIE, 'host'));
      setCookie(call, SESSION_COOKIE, sealed, { ...COOKIE, maxAge: SESSION_MS / SECOND_MS });
      return call.redirect(returnPath(pending.to), 302);
    } catch (error) {
      return failed(call, error, pending.to);
    }
  });

  app.post(SIGN_OUT_PATH, async (call) => {
    await stopSession(store, getCookie(call, SESSION_COOKIE, 'host'));
    deleteCookie(call, SESSION_COOKIE, COOKIE);
    return call.redirect(SIGNED_OUT_PATH, 303);
  });

  app.get(SIGNED_OUT_PATH, async (call) => {
    try {
      const url = await provider.signOutUrl(`${originOf(call)}${SIGNED_OUT_PATH}`);
      return call.html(signedOutPage(stage, url?.href));
    } catch (error) {
      if (!(error instanceof SignInFailure)) throw error;
      return call.html(signedOutPage(stage, undefined));
    }
  });
};

const UNREACHABLE = 'The provider of identities does not answer. Try again in a minute.';
const REJECTED = 'The answer of the provider of identities was rejected';
const NOT_STARTED = 'This sign-in did not start in this browser, or it took longer than ten minutes.';

/** Deletes the cookies of unfinished sign-ins if they are long. Another site can start many, after which no request would pass. */
const forgetPending = (call: Context<ApiCall>): void => {
  const prefix = `__Host-${PENDING_COOKIE}`;
  const pending = Object.entries(getCookie(call)).filter(([name]) => name.startsWith(prefix));
  const bytes = pending.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes <= PENDING_COOKIES_BYTES_MAX) return;
  for (const [name] of pending) deleteCookie(call, name.slice('__Host-'.length), COOKIE);
};

/** Returns the sign-in that this browser started with the state in the answer. */
const readPending = async (
  call: Context<ApiCall>,
  secrets: readonly string[],
  now: number,
): Promise<PendingSignIn | undefined> => {
  const state = call.req.query('state') ?? '';
  const sealed = STATE.test(state) ? getCookie(call, pendingCookie(state), 'host') : undefined;
  if (sealed === undefined) return undefined;
  const { value } = tryParse(pendingSignIn, await unseal(secrets, 'sign-in', sealed, now));
  return value;
};

/** Returns the origin of the console. API Gateway selects the API by the host name, so a client cannot choose another one. */
const originOf = ({ env }: Context<ApiCall>): string => {
  const { requestContext } = env.event;
  return `https://${'domainName' in requestContext ? requestContext.domainName : 'localhost'}`;
};
