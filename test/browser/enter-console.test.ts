import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProduct, type Product } from '../support/emulators/test-product.ts';
import { type IdentityServer, startIdentityServer } from '../support/http/identity-server.ts';
import { askConsole, signedInConsole } from '../support/http/signed-in-console.ts';
import { startTlsServer, type TlsServer } from '../support/http/tls-server.ts';
import { axeViolations, launchChromium } from './chromium.ts';

/** The console and a provider of identities, each on a host name of its own below `localhost`, with TLS. */
let browser: Browser;
let product: Product;
let identity: IdentityServer;
let servers: { readonly site: TlsServer; readonly provider: TlsServer };

beforeAll(async () => {
  browser = await launchChromium();
  product = await startProduct();
  servers = { site: await startTlsServer('console'), provider: await startTlsServer('id') };
  const { site, provider } = servers;
  identity = await startIdentityServer(provider.origin, site.origin);
  provider.serve(({ method, url, headers, body }) =>
    identity.send(method, url, withoutHost(headers), method === 'POST' ? body : undefined),
  );
  const serve = signedInConsole(product, identity, ['s'.repeat(64)], provider.origin);
  site.serve(({ method, url, headers, body }) => {
    const form = method === 'POST' ? { form: Object.fromEntries(new URLSearchParams(body)) } : {};
    return askConsole(serve, method, url, { ...form, headers, cookies: headers['cookie']?.split('; ') ?? [] });
  });
}, 180_000);
afterAll(async () => {
  await browser.close();
  await Promise.all([servers.site.stop(), servers.provider.stop(), identity.stop(), product.stop()]);
});

const withoutHost = ({
  host: _,
  'content-length': __,
  connection: ___,
  ...headers
}: Readonly<Record<string, string>>) => headers;

const openConsole = async (width: number): Promise<Page> => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${servers.site.origin}/console/customers`);
  return page;
};

const signIn = async (page: Page, name: string): Promise<void> => {
  await page.getByLabel('Name').fill(name);
  await Promise.all([page.waitForURL(`${servers.site.origin}/**`), page.keyboard.press('Enter')]);
};

const words = async (page: Page): Promise<string> => (await page.innerText('body')).replaceAll(/\s+/g, ' ');

const checkPage = async (page: Page): Promise<void> => {
  expect(await axeViolations(page)).toStrictEqual([]);
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate<number>(overflow)).toBe(0);
};

describe.each([360, 1280])('in Chromium at %i px', (width) => {
  test('a person signs in, records a downtime and signs out', async () => {
    identity.accounts.set('rita', { name: 'Rita Record', groups: ['success'] });
    product.setClock('2026-10-20T12:00:00Z');
    const page = await openConsole(width);
    expect(new URL(page.url()).host).toBe(new URL(servers.provider.origin).host);
    await signIn(page, 'rita');
    expect(page.url()).toBe(`${servers.site.origin}/console/customers`);
    expect(await words(page)).toContain('Rita Record');
    await checkPage(page);

    await page.goto(`${servers.site.origin}/console/record/downtime`);
    await page.locator('select[name=component]').selectOption('web');
    await page.locator('[name=start]').fill('2026-10-14T17:00');
    await page.locator('[name=end]').fill('2026-10-14T19:00');
    await page.locator('[name=evidence]').fill(`seen at ${width} px`);
    await page.getByRole('button', { name: 'Preview' }).click();
    // The session is renewed at the provider after the form is saved. A form may lead to pages of its own site only.
    product.setClock('2026-10-20T13:01:00Z');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/console\/fact/);
    await page.getByText('This page is the receipt.').waitFor();
    expect(await words(page)).toContain('by Rita Record');

    expect(await page.evaluate<string>('document.cookie')).toBe('');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/signed-out/);
    await checkPage(page);
    expect(await words(page)).toContain('also sign out of your company account');
    const cookies = await page.context().cookies(servers.site.origin);
    expect(cookies.map(({ name }) => name)).not.toContain('__Host-sla-session');
    await page.context().close();
  }, 120_000);

  test('a person without a role sees the groups to ask for', async () => {
    identity.accounts.set('sam', { name: 'Sam Stranger', groups: [] });
    const page = await openConsole(width);
    await signIn(page, 'sam');
    expect(await words(page)).toContain('Read the pages: group support');
    await checkPage(page);
    await page.context().close();
  }, 120_000);
});
