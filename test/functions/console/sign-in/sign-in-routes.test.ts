import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { seal } from '../../../../functions/console/sign-in/seal.ts';
import { billedLines, putCustomer } from '../../../support/builders/closed-october.ts';
import { aConfig } from '../../../support/builders/product-config.ts';
import { usingProduct } from '../../../support/emulators/file-fixtures.ts';
import { CONSOLE_ORIGIN, ISSUER, startIdentityServer } from '../../../support/http/identity-server.ts';
import { pageCall } from '../../../support/http/requests.ts';
import { newBrowser, signedInConsole, type Browser } from '../../../support/http/signed-in-console.ts';

const product = await usingProduct(
  aConfig({ approval: { above: [{ amountMinor: 4000, currency: 'USD' }], fourEyes: true } }),
);
const identity = await startIdentityServer();
afterAll(identity.stop);
const SECRETS = ['s'.repeat(64)];
const serve = signedInConsole(product, identity, SECRETS);

beforeEach(() => {
  product.forget();
  identity.accounts.clear();
  identity.accounts.set('lou', { name: 'Lou Look', groups: ['support', 'all'] });
  identity.accounts.set('rita', { name: 'Rita Record', groups: ['success'] });
  identity.accounts.set('ann', { name: 'Ann Approve', groups: ['finance'] });
  identity.accounts.set('dora', { name: 'Dora Double', groups: ['success', 'finance'] });
  identity.accounts.set('sam', { name: 'Sam Stranger', groups: ['cleaning'] });
});

const browser = (): Browser => newBrowser(serve, identity, product.pipeline.run);
const signedIn = async (login: string): Promise<Browser> => {
  const opened = browser();
  await opened.signIn(login);
  return opened;
};
const sessionOf = (of: Browser) => of.cookies.get(new URL(CONSOLE_ORIGIN).host)?.get('__Host-sla-session') ?? '';
const replaceSession = (of: Browser, value: string) =>
  of.cookies.get(new URL(CONSOLE_ORIGIN).host)?.set('__Host-sla-session', value);

const downtime = (id: string, day = '14') => ({
  id,
  component: 'web',
  start: `2026-10-${day}T17:00`,
  end: `2026-10-${day}T19:00`,
  evidence: 'seen by everyone',
  do: 'save',
});

describe('a person without a session', () => {
  test('is sent to the provider, and returns to the page', async () => {
    const lou = browser();
    const page = await lou.open('/console/activity?kind=downtime');
    expect(page.url.href).toMatch(/^https:\/\/id\.example\.com\/interaction\//);
    const returned = await lou.submit(page.url.href, { login: 'lou' });
    expect([returned.status, returned.url.href]).toEqual([200, `${CONSOLE_ORIGIN}/console/activity?kind=downtime`]);
    expect(returned.text).toContain('Lou Look');
    expect(returned.text).toContain('Sign out');
  });

  test('is asked with PKCE, state and nonce', async () => {
    const { location = '' } = await browser().request('GET', '/sign-in');
    expect(Object.fromEntries(new URL(location).searchParams)).toEqual({
      client_id: 'console',
      response_type: 'code',
      redirect_uri: `${CONSOLE_ORIGIN}/sign-in/callback`,
      scope: 'openid profile email groups',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  test('records nothing with a form', async () => {
    const answer = await browser().request('POST', '/console/record/downtime', { form: downtime('no-session') });
    expect([answer.status, answer.text.includes('Nothing was recorded')]).toEqual([401, true]);
    expect((await product.call('GET', '/facts', undefined, { query: 'id=no-session' })).body).toMatchObject({});
  });

  test('gets no page as a part of another page', async () => {
    const { status } = await browser().request('GET', '/console', { headers: { 'sec-fetch-mode': 'cors' } });
    expect(status).toBe(401);
  });

  test('is never sent to another site', async () => {
    const page = await browser().signIn('lou', '/sign-in?to=https://evil.example/console');
    expect(page.url.href).toBe(`${CONSOLE_ORIGIN}/console`);
  });
});

describe('cookies', () => {
  test('belong to the host, and scripts cannot read them', async () => {
    const lou = browser();
    const start = await lou.request('GET', '/sign-in');
    const page = await lou.open('/console');
    const callback = await lou.request('POST', page.url.href, { form: { login: 'lou' } });
    let next = callback;
    while (next.url.pathname !== '/sign-in/callback')
      next = await lou.request('GET', new URL(next.location ?? '', next.url).href);
    const lines = [...start.headers.getSetCookie(), ...next.headers.getSetCookie()];
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line).toMatch(/^__Host-sla-/);
      expect(line).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$|; HttpOnly; Secure; SameSite=Lax/);
      expect(line).not.toContain('Domain');
    }
    expect(lines.find((line) => line.startsWith('__Host-sla-session'))).toContain('Max-Age=7200');
  });
});

describe('cookies of sign-ins that were never finished', () => {
  test('do not exceed the headers that API Gateway accepts', async () => {
    const lou = browser();
    for (let started = 0; started < 20; started += 1)
      await lou.request('GET', `/sign-in?to=%2Fconsole%3Fmonth=${'1'.repeat(900)}`);
    const kept = [...(lou.cookies.get(new URL(CONSOLE_ORIGIN).host) ?? [])].filter(([, value]) => value !== '');
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.flat().join('').length).toBeLessThan(8000);
    expect((await lou.signIn('lou', '/sign-in?to=/console/facts')).url.pathname).toBe('/console/facts');
  });
});

describe('the role look', () => {
  test('reads every page and records nothing', async () => {
    const lou = await signedIn('lou');
    for (const path of ['/console', '/console/customers', '/console/facts', '/console/approvals', '/console/activity'])
      expect((await lou.open(path)).status).toBe(200);
    expect((await lou.open('/console')).html).not.toContain('href="/console/record"');
    expect((await lou.open('/console/record/downtime')).status).toBe(403);
    const answer = await lou.submit('/console/record/downtime', downtime('by-lou'));
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Nothing was recorded');
    expect(answer.text).toContain('Record evidence, change customers and close months: group success');
    expect((await lou.open('/console/fact?kind=downtime&id=by-lou')).status).toBe(404);
  });

  test('decides about no credit', async () => {
    const lou = await signedIn('lou');
    const answer = await lou.submit('/console/approvals/2026-10-1-acme', { approve: 'true', reason: 'x' });
    expect([answer.status, answer.text.includes('Approve or decline credits: group finance')]).toEqual([403, true]);
  });
});

describe('the role record', () => {
  test('records a downtime that keeps the person', async () => {
    const rita = await signedIn('rita');
    const answer = await rita.submit('/console/record/downtime', downtime('by-rita'));
    expect(answer.status).toBe(200);
    const { body } = await product.call('GET', '/activity', undefined, { query: 'kind=downtime' });
    expect(body).toMatchObject({
      activities: expect.arrayContaining([
        expect.objectContaining({ id: 'by-rita', by: `oidc:${ISSUER}#rita`, byName: 'Rita Record' }),
      ]),
    });
    const shown = await rita.open('/console/fact?kind=downtime&id=by-rita');
    expect(shown.text).toContain('by Rita Record');
    expect((await rita.open('/console/activity?by=rita+rec')).text).toContain('by-rita');
  });

  test('keeps the name that a person had at the time', async () => {
    const rita = await signedIn('rita');
    await rita.submit('/console/record/downtime', downtime('before', '16'));
    identity.accounts.set('rita', { name: 'Rita Renamed', groups: ['success'] });
    product.setClock('2026-10-20T12:30:00Z');
    const renamed = await signedIn('rita');
    await renamed.submit('/console/record/downtime', downtime('after', '17'));
    const { body } = await product.call('GET', '/activity', undefined, { query: 'kind=downtime' });
    expect(body).toMatchObject({
      activities: expect.arrayContaining([
        expect.objectContaining({ id: 'after', by: `oidc:${ISSUER}#rita`, byName: 'Rita Renamed' }),
        expect.objectContaining({ id: 'before', by: `oidc:${ISSUER}#rita`, byName: 'Rita Record' }),
      ]),
    });
  });

  test('decides about no credit', async () => {
    const rita = await signedIn('rita');
    expect((await rita.submit('/console/approvals/2026-10-1-acme', { approve: 'true', reason: 'x' })).status).toBe(403);
  });
});

describe('the role approve', () => {
  test('approves a credit whose evidence another person recorded', async () => {
    await putCustomer(product, 'acme');
    const dora = await signedIn('dora');
    await dora.submit('/console/record/downtime', downtime('by-dora', '15'));
    await product.close('2026-11-02T12:00:00Z');
    const path = '/console/approvals/2026-10-1-acme';
    const [again, ann] = [await signedIn('dora'), await signedIn('ann')];
    const own = await again.submit(path, { approve: 'true', reason: 'my own' });
    expect([own.status, own.text.includes('another person must approve it')]).toEqual([400, true]);
    const decided = await ann.submit(path, { approve: 'true', reason: 'checked' });
    expect(decided.text).toContain('the decision about 2026-10-1-acme');
    expect(await billedLines(product)).toHaveLength(1);
    const { body } = await product.call('GET', '/activity', undefined, { query: 'kind=approval' });
    expect(body).toMatchObject({ activities: [{ by: `oidc:${ISSUER}#ann`, customer: 'acme' }] });
  });

  test('records no evidence', async () => {
    const ann = await signedIn('ann');
    expect((await ann.submit('/console/record/downtime', downtime('by-ann'))).status).toBe(403);
  });
});

describe('a person without a role', () => {
  test('gets a page with the groups to ask for, and no session', async () => {
    const sam = browser();
    const page = await sam.signIn('sam');
    expect(page.status).toBe(403);
    expect(page.text).toContain('You signed in as Sam Stranger');
    expect(page.text).toContain('Read the pages: group support');
    expect(page.text).toContain(`Your id: oidc:${ISSUER}#sam`);
    expect(sessionOf(sam)).toBe('');
  });

  test.each([undefined, 'cleaning', { support: true }, [['support']], 7])(
    'with the groups %j is the same',
    async (groups) => {
      identity.accounts.set('sam', { name: 'Sam', groups });
      expect((await browser().signIn('sam')).status).toBe(403);
    },
  );

  test('cannot name a group in a cookie, a query or a header', async () => {
    const sam = await signedIn('sam');
    replaceSession(sam, Buffer.from(JSON.stringify({ roles: ['record'] })).toString('base64url'));
    const answer = await sam.request('POST', '/console/record/downtime?roles=record', {
      form: downtime('forged'),
      headers: { 'x-amzn-oidc-data': 'success', groups: 'success', 'x-forwarded-user': 'rita' },
    });
    expect(answer.status).toBe(401);
  });
});

/** Signs in at the provider, and returns the address of the callback without opening it. */
const callbackOf = async (of: Browser, login = 'rita'): Promise<URL> => {
  const page = await of.open('/console');
  let next = await of.request('POST', page.url.href, { form: { login } });
  for (;;) {
    const url = new URL(next.location ?? '', next.url);
    if (url.origin === CONSOLE_ORIGIN) return url;
    next = await of.request('GET', url.href);
  }
};

describe('a sign-in', () => {
  test.each(['state', 'code', 'iss'])('with another %s is rejected', async (name) => {
    const rita = browser();
    const url = await callbackOf(rita);
    url.searchParams.set(name, name === 'iss' ? 'https://other.example.com' : 'x'.repeat(43));
    expect((await rita.open(url.href)).status).toBe(400);
    expect(sessionOf(rita)).toBe('');
  });

  test('is rejected if another browser started it', async () => {
    const url = await callbackOf(browser());
    const victim = browser();
    const page = await victim.open(url.href);
    expect([page.status, page.text.includes('did not start in this browser')]).toEqual([400, true]);
    expect(sessionOf(victim)).toBe('');
  });

  test('with the nonce of another sign-in is rejected', async () => {
    const rita = browser();
    const url = await callbackOf(rita);
    const state = url.searchParams.get('state') ?? '';
    const jar = rita.cookies.get(url.host);
    const name = [...(jar?.keys() ?? [])].find((each) => each.startsWith('__Host-sla-sign-in')) ?? '';
    const pending = { state, nonce: 'n'.repeat(43), verifier: 'v'.repeat(43), to: '/console' };
    const value = await seal(SECRETS[0] ?? '', 'sign-in', { value: pending, expiresAt: product.clock() + 60_000 });
    jar?.set(name, value);
    expect((await rita.open(url.href)).status).toBe(400);
    expect(sessionOf(rita)).toBe('');
  });

  test('is rejected after ten minutes', async () => {
    const rita = browser();
    const url = await callbackOf(rita);
    product.setClock('2026-10-20T12:10:01Z');
    expect((await rita.open(url.href)).status).toBe(400);
  });

  test('works once only', async () => {
    const rita = browser();
    const url = await callbackOf(rita);
    expect((await rita.open(url.href)).status).toBe(200);
    expect((await rita.open(url.href)).status).toBe(400);
  });

  test('reports that the person cancelled, with a way to try again', async () => {
    const rita = browser();
    const url = await callbackOf(rita);
    url.searchParams.delete('code');
    url.searchParams.set('error', 'access_denied');
    const page = await rita.open(url.href);
    expect([page.status, page.text.includes('access_denied')]).toEqual([400, true]);
    expect(page.html).toContain('href="/sign-in?to=%2Fconsole"');
    expect(product.notes.join()).toContain('sign-in failed');
  });

  test('in several tabs at once succeeds in each', async () => {
    const rita = browser();
    const first = await callbackOf(rita);
    const second = await rita.open('/console/facts');
    expect(second.url.pathname).toBe('/console/facts');
    expect((await rita.open(first.href)).url.pathname).toBe('/console');
  });
});

describe('a session', () => {
  test('is renewed after an hour, with the present groups', async () => {
    const rita = await signedIn('rita');
    identity.accounts.set('rita', { name: 'Rita Record', groups: ['support'] });
    product.setClock('2026-10-20T12:59:59Z');
    expect((await rita.submit('/console/record/downtime', downtime('in-time'))).status).toBe(200);
    product.setClock('2026-10-20T13:00:00Z');
    const renewal = await rita.request('GET', '/console/facts');
    expect([renewal.status, renewal.headers.get('refresh')]).toEqual([200, '0;url=/sign-in?to=%2Fconsole%2Ffacts']);
    expect((await rita.open('/console/facts')).url.pathname).toBe('/console/facts');
    expect((await rita.submit('/console/record/downtime', downtime('too-late'))).status).toBe(403);
  });

  test('accepts a form for another hour, then no more', async () => {
    const rita = await signedIn('rita');
    const send = async (id: string) => rita.request('POST', '/console/record/downtime', { form: downtime(id) });
    product.setClock('2026-10-20T13:59:58Z');
    expect((await send('late-form')).status).toBe(303);
    product.setClock('2026-10-20T14:00:00Z');
    expect((await send('expired')).status).toBe(401);
  });

  test('with a changed cookie ends', async () => {
    const rita = await signedIn('rita');
    const sealed = sessionOf(rita);
    for (const at of [0, 30, sealed.length - 10]) {
      replaceSession(rita, `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`);
      expect((await rita.submit('/console/record/downtime', downtime('tampered'))).status).toBe(401);
    }
  });

  test('ends with the secret that sealed it', async () => {
    const rita = await signedIn('rita');
    const rotated = newBrowser(signedInConsole(product, identity, ['r'.repeat(64), ...SECRETS]), identity);
    rotated.cookies.set(new URL(CONSOLE_ORIGIN).host, new Map([['__Host-sla-session', sessionOf(rita)]]));
    expect((await rotated.request('GET', '/console')).status).toBe(200);
    const replaced = newBrowser(signedInConsole(product, identity, ['r'.repeat(64)]), identity);
    replaced.cookies.set(new URL(CONSOLE_ORIGIN).host, new Map([['__Host-sla-session', sessionOf(rita)]]));
    expect((await replaced.request('GET', '/console')).status).toBe(302);
  });

  test('ends at sign-out, also for a copy from before its renewal', async () => {
    const rita = await signedIn('rita');
    const copy = sessionOf(rita);
    product.setClock('2026-10-20T13:00:00Z');
    await rita.open('/sign-in?to=/console/facts');
    expect(sessionOf(rita)).not.toBe(copy);
    await rita.submit('/sign-in/out', {});
    replaceSession(rita, copy);
    expect((await rita.submit('/console/record/downtime', downtime('copied-before'))).status).toBe(401);
  });

  test('stays open when another person signs out', async () => {
    const rita = await signedIn('rita');
    const copy = sessionOf(rita);
    const lou = browser();
    lou.cookies.set(new URL(CONSOLE_ORIGIN).host, new Map([['__Host-sla-session', copy]]));
    await lou.signIn('lou', '/sign-in?to=/console');
    expect(sessionOf(lou)).not.toBe(copy);
    await lou.submit('/sign-in/out', {});
    expect((await rita.submit('/console/record/downtime', downtime('still-open'))).status).toBe(200);
  });

  test('ends at sign-out, also for a copy of its cookie', async () => {
    const rita = await signedIn('rita');
    const copy = sessionOf(rita);
    const page = await rita.submit('/sign-in/out', {});
    expect([page.status, page.url.pathname]).toEqual([200, '/sign-in/signed-out']);
    expect(page.html).toContain(`href="${ISSUER}/session/end?`);
    expect(sessionOf(rita)).toBe('');
    replaceSession(rita, copy);
    expect((await rita.submit('/console/record/downtime', downtime('copied'))).status).toBe(401);
  });

  test.each(['/console/record/downtime', '/sign-in/out'])('ignores a form of another site to %s', async (path) => {
    const rita = await signedIn('rita');
    for (const site of ['cross-site', 'same-site', 'none'])
      expect(
        (await rita.request('POST', path, { form: downtime('csrf'), headers: { 'sec-fetch-site': site } })).status,
      ).toBe(403);
    expect((await rita.open('/console')).text).toContain('Rita Record');
  });
});

describe('a request with an IAM signature', () => {
  test('needs no session, and keeps its principal', async () => {
    const answer = await serve(pageCall('POST', '/console/record/downtime', { form: downtime('by-iam') }));
    expect(answer.statusCode).toBe(303);
    const { body } = await product.call('GET', '/activity', undefined, { query: 'kind=downtime&by=support-desk' });
    expect(JSON.stringify(body)).toContain('by-iam');
  });
});

describe('a provider that does not answer', () => {
  test('leads to a page that offers another attempt', async () => {
    let isDown = true;
    const flaky = {
      ...identity,
      fetch: (...request: Parameters<typeof identity.fetch>) =>
        isDown ? Promise.reject(new TypeError('fetch failed')) : identity.fetch(...request),
    };
    const rita = newBrowser(signedInConsole(product, flaky, SECRETS), identity);
    const page = await rita.open('/console/facts');
    expect([page.status, page.text.includes('does not answer')]).toEqual([502, true]);
    expect(page.html).toContain('href="/sign-in?to=%2Fconsole%2Ffacts"');
    isDown = false;
    expect((await rita.signIn('rita', '/console/facts')).status).toBe(200);
  });
});
