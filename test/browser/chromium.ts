import { createServer, type Server } from 'node:http';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/find-chromium.ts';

/** Chromium runs without its sandbox, since it runs as root in CI, and without requests to the network. */
const OPTIONS = {
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--font-render-hinting=none',
  ],
};

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ ...OPTIONS, executablePath: findChromium() ?? '' });

/** Serves pages by path on a loopback port. */
export const servePages = async (pages: Readonly<Record<string, string>>): Promise<{ url: string; server: Server }> => {
  const server = createServer(({ url = '' }, response) => {
    const page = pages[url];
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, server };
};

export type BrowserView = { readonly scheme: 'light' | 'dark'; readonly width: number; readonly media?: 'print' };

export type OpenedPage = {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
};

/** Opens a page, and collects the browser's console messages and requests. */
export const openPage = async (
  browser: Browser,
  url: string,
  { scheme, width, media }: BrowserView,
): Promise<OpenedPage> => {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  if (media !== undefined) await page.emulateMedia({ media, colorScheme: scheme });
  await page.goto(url);
  return { page, complaints, requests };
};

/** Returns the violations that axe finds, including best practices. */
export const axeViolations = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run({ resultTypes: ["violations"] })');
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(' | ')})`);
};
