import { showConsole } from '../../../functions/console/app.ts';
import { openIdProvider } from '../../../functions/console/sign-in/identity-provider.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import { ENV } from '../../../shared/config/environment.ts';
import type { GroupsOfRoles } from '../../../shared/config/sign-in.ts';
import { textOf } from '../builders/page-markup.ts';
import type { Product } from '../emulators/test-product.ts';
import { CLIENT, CONSOLE_ORIGIN, type IdentityServer, ISSUER } from './identity-server.ts';
import { pageCall } from './requests.ts';

const GROUPS: GroupsOfRoles = { look: ['support'], record: ['success'], approve: ['finance'] };

/** Returns the console of a product behind a sign-in, with the secrets of its cookies. */
export const signedInConsole = (
  { pipeline: { account, deployment }, telemetry, clock }: Product,
  identity: Pick<IdentityServer, 'fetch'>,
  secrets: readonly string[],
  issuer = ISSUER,
) =>
  showConsole({
    table: account.table,
    deployment,
    telemetry,
    clock,
    monthOf: monthReader(account.table, deployment),
    closing: { sqs: account.sqs, url: account.setting('console', ENV.closingQueueUrl) },
    signIn: {
      provider: openIdProvider({
        issuer,
        clientId: CLIENT.clientId,
        readSecret: async () => CLIENT.secret,
        groupsClaim: 'groups',
        fetch: identity.fetch,
      }),
      groups: GROUPS,
      readSecrets: async () => secrets,
    },
  });

/** An answer that a browser shows. */
type ShownPage = {
  readonly status: number;
  readonly url: URL;
  readonly location: string | undefined;
  readonly headers: Headers;
  readonly html: string;
  readonly text: string;
};

type Submitted = {
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Sends a browser's request to the handler of the console, as API Gateway does for a route without an authorizer. */
export const askConsole = async (
  serve: ReturnType<typeof showConsole>,
  method: 'GET' | 'POST',
  url: URL,
  { headers: sent = {}, ...submitted }: Submitted & { readonly cookies: readonly string[] },
): Promise<Response> => {
  const fetched = { 'sec-fetch-site': method === 'POST' ? 'same-origin' : 'none', 'sec-fetch-mode': 'navigate' };
  const event = pageCall(method, `${url.pathname}${url.search}`, {
    ...submitted,
    headers: { ...fetched, ...sent },
    isSigned: false,
    domainName: url.host,
  });
  const { statusCode: status, headers, body, ...rest } = await serve(event);
  const answered = new Headers(
    Object.entries(headers ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const set = 'cookies' in rest ? (rest.cookies ?? []) : [];
  for (const line of set) answered.append('set-cookie', line);
  return new Response(body === '' ? null : body, { status, headers: answered });
};

/** A browser with cookies that visits the console and the provider of identities. */
export type Browser = {
  /** Cookies by host and name. */
  readonly cookies: Map<string, Map<string, string>>;
  /** Sends one request, without following a redirect. */
  readonly request: (method: 'GET' | 'POST', target: string, submitted?: Submitted) => Promise<ShownPage>;
  /** Opens a page, or submits a form, and follows redirects. */
  readonly open: (target: string) => Promise<ShownPage>;
  readonly submit: (target: string, form: Readonly<Record<string, string>>) => Promise<ShownPage>;
  /** Opens a page and signs in at the provider, if the provider asks. */
  readonly signIn: (login: string, target?: string) => Promise<ShownPage>;
};

const REDIRECTS_MAX = 12;

/** Starts a browser without cookies. */
export const newBrowser = (
  serve: ReturnType<typeof showConsole>,
  identity: Pick<IdentityServer, 'send'>,
  run: () => Promise<void> = async () => undefined,
): Browser => {
  const cookies = new Map<string, Map<string, string>>();
  const ofHost = (url: URL): Map<string, string> => {
    const jar = cookies.get(url.host) ?? new Map<string, string>();
    cookies.set(url.host, jar);
    return jar;
  };

  const request: Browser['request'] = async (method, target, { form, headers = {} } = {}) => {
    const url = new URL(target, CONSOLE_ORIGIN);
    const jar = ofHost(url);
    const sent = [...jar].map(([name, value]) => `${name}=${value}`);
    const response =
      url.origin === CONSOLE_ORIGIN
        ? await askConsole(serve, method, url, { ...(form === undefined ? {} : { form }), headers, cookies: sent })
        : await identity.send(
            method,
            url,
            { 'content-type': 'application/x-www-form-urlencoded', cookie: sent.join('; '), ...headers },
            form === undefined ? undefined : new URLSearchParams(form).toString(),
          );
    for (const line of response.headers.getSetCookie()) store(jar, line);
    await run();
    const html = await response.text();
    const refresh = /^0;url=(.+)$/.exec(response.headers.get('refresh') ?? '')?.[1];
    const location = response.headers.get('location') ?? refresh;
    return { status: response.status, url, location, headers: response.headers, html, text: textOf(html) };
  };

  const follow = async (page: ShownPage, redirects = 0): Promise<ShownPage> => {
    if (page.location === undefined) return page;
    if (redirects > REDIRECTS_MAX) throw new Error(`Too many redirects, the last one to ${page.location}`);
    return follow(await request('GET', new URL(page.location, page.url).href), redirects + 1);
  };

  const open: Browser['open'] = async (target) => follow(await request('GET', target));
  const submit: Browser['submit'] = async (target, form) => follow(await request('POST', target, { form }));
  return {
    cookies,
    request,
    open,
    submit,
    signIn: async (login, target = '/console') => {
      const page = await open(target);
      return page.url.pathname.startsWith('/interaction/') ? submit(page.url.href, { login }) : page;
    },
  };
};

/** Stores or removes a cookie. */
const store = (jar: Map<string, string>, line: string): void => {
  const [pair = '', ...attributes] = line.split(/;\s*/);
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  const isGone = attributes.some((each) => /^max-age=0$/i.test(each) || /^expires=Thu, 01 Jan 1970/i.test(each));
  if (isGone) jar.delete(name);
  else jar.set(name, value);
};
