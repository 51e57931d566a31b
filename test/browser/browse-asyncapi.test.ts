import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, type BrowserView, launchChromium, openPage, servePages } from './chromium.ts';

const PATH = '/asyncapi.html';
const pages = { [PATH]: readFileSync(new URL('../../docs/asyncapi.html', import.meta.url), 'utf8') };

let browser: Browser;
let server: Server;
let url: string;
beforeAll(async () => {
  browser = await launchChromium();
  ({ server, url } = await servePages(pages));
});
afterAll(async () => {
  await browser.close();
  server.close();
});

const VIEWS: Readonly<Record<string, BrowserView>> = {
  light: { scheme: 'light', width: 1100 },
  dark: { scheme: 'dark', width: 1100 },
  phone: { scheme: 'light', width: 390 },
};

describe('the page of the messages', () => {
  test.each(Object.entries(VIEWS))('%s has no axe violation, no message and no other request', async (_, view) => {
    const { page, complaints, requests } = await openPage(browser, `${url}${PATH}`, view);
    expect(await axeViolations(page)).toStrictEqual([]);
    expect({ complaints, requests }).toStrictEqual({ complaints: [], requests: [`${url}${PATH}`] });
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate<number>(overflow)).toBe(0);
    await page.close();
  });

  test('has both channels, every field and an example', async () => {
    const { page } = await openPage(browser, `${url}${PATH}`, { scheme: 'light', width: 1100 });
    expect(await page.getByRole('heading', { level: 3 }).allInnerTexts()).toStrictEqual([
      'Billing queue',
      'Outgoing webhook',
      'billingMessage',
      'signatureHeaders',
    ]);
    const rows = await page.getByRole('row').allInnerTexts();
    for (const field of ['id', 'data.amountMinor', 'data.lines[] (goodwill).reason', 'webhook-signature'])
      expect(rows.filter((row) => row.startsWith(`${field}\t`))).toHaveLength(1);
    expect(await page.locator('pre').innerText()).toContain('"specversion": "1.0"');
    await page.close();
  });
});
