import { join } from 'node:path';
import type { Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pages } from '../../local/pages.ts';
import { playStory } from '../../local/story.ts';
import { faultsOf, launch, open, serve, type View } from './chromium.ts';

let browser: Browser;
let server: Server;
let url: string;
let pages: Pages;

beforeAll(async () => {
  ({ pages } = await playStory(join(import.meta.dirname, '../../local/sample'), '2026-10'));
  browser = await launch();
  ({ server, url } = await serve(Object.fromEntries([...pages].map(([path, page]) => [`/${path}`, page]))));
});
afterAll(async () => {
  await browser.close();
  server.close();
});

test.each<View>([
  { scheme: 'light', width: 960 },
  { scheme: 'dark', width: 390 },
])(
  'each page of the sample month, $scheme, $width wide: axe finds nothing, the browser complains of nothing',
  async (view) => {
    for (const path of pages.keys()) {
      const { page, complaints } = await open(browser, `${url}/${path}`, view);
      expect([path, await faultsOf(page)]).toStrictEqual([path, []]);
      expect([path, complaints]).toStrictEqual([path, []]);
      await page.close();
    }
  },
  180_000,
);

test('from the index people come to the month, and to a customer', async () => {
  const { page } = await open(browser, `${url}/index.html`, { scheme: 'light', width: 960 });
  await page.getByRole('link', { name: 'October 2026' }).click();
  await page.getByRole('link', { name: 'Alder Clinics' }).click();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Alder Clinics October 2026');
  await page.close();
});
