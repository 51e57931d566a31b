import type { Server } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indexPage } from '../../shared/web/index-page.ts';
import { monthPage } from '../../shared/web/month-page.ts';
import { statementPage } from '../../shared/web/statement-page.ts';
import { everyLabelPage } from '../support/builders/every-label-page.ts';
import { proportionalPage, servicesPage, tiersPage } from '../support/builders/sample-page.ts';
import { ACME, firstAssessment, monthOf, samplePage } from '../support/builders/sample-statement.ts';
import { SAMPLE_MONTHS, sampleMonth } from '../support/builders/sample-month.ts';
import { axeViolations, launchChromium, openPage, servePages, type BrowserView } from './chromium.ts';
import { WRITES_PICTURES, writePicture, storedSize, pngSize } from './pictures.ts';

const pages = {
  '/statement': statementPage(samplePage()),
  '/every-label': statementPage(everyLabelPage()),
  '/unusual': statementPage({
    ...samplePage(),
    customerMonth: monthOf(
      firstAssessment({ customers: [{ ...ACME, serviceFees: { amountMinor: 500_000_000_000, currency: 'USD' } }] }),
    ),
    customerName: 'شركة الاتصالات المحدودة (ABC) 123 '.repeat(4),
    unmatched: [
      {
        id: 'acme/'.padEnd(120, 'x'),
        recognizedAt: '2026-10-03T09:00:00.000Z',
        receivedAt: '2026-10-03T09:10:00.000Z',
      },
    ],
  }),
  '/tiers': statementPage(tiersPage()),
  '/proportional': statementPage(proportionalPage()),
  '/services': statementPage(servicesPage()),
  '/month': monthPage(sampleMonth()),
  '/index': indexPage(SAMPLE_MONTHS),
};

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

/** The pixels by which the page is wider than the window. */
const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const VIEWS = {
  light: { scheme: 'light', width: 960, height: 1240 },
  dark: { scheme: 'dark', width: 960, height: 1240 },
  phone: { scheme: 'light', width: 390, height: 1180 },
  // A4 without margins, at 96 dots per inch.
  print: { scheme: 'light', width: 688, height: 1009, media: 'print' },
} satisfies Readonly<Record<string, BrowserView & { readonly height: number }>>;

describe.each(Object.keys(pages))('%s', (path) => {
  test.each(Object.entries<BrowserView>(VIEWS))(
    '%s has no axe violation, no console message and no other request',
    async (name, view) => {
      const { page, complaints, requests } = await openPage(browser, `${url}${path}`, view);
      expect(await axeViolations(page)).toStrictEqual([]);
      expect(complaints).toStrictEqual([]);
      expect(requests).toStrictEqual([`${url}${path}`]);
      expect(await overflowOf(page)).toBe(0);
      await page.close();
    },
  );

  test.each([320, 360, 390, 960, 1280])('fits a width of %i in any font', async (width) => {
    const { page } = await openPage(browser, `${url}${path}`, { scheme: 'light', width });
    expect(await overflowOf(page)).toBe(0);
    // The widest fonts; on wide screens the text spacing of WCAG 2.2 (1.4.12).
    await page.addStyleTag({
      content: `* { letter-spacing: ${width < 960 ? '.03em' : '.12em'} !important; word-spacing: ${width < 960 ? 0 : '.16em'} !important }`,
    });
    expect(await overflowOf(page)).toBe(0);
    await page.close();
  });

  test.each(['A4', 'Letter'])('prints on %s', async (format) => {
    const { page } = await openPage(browser, `${url}${path}`, { scheme: 'dark', width: 960 });
    const pdf = await page.pdf({ format, printBackground: false });
    const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(sheets).toBeGreaterThan(0);
    expect(sheets).toBeLessThan(7);
    await page.close();
  });
});

describe('the pictures of the documentation', () => {
  const kept = ['statement', 'month'].flatMap((name) =>
    Object.entries(VIEWS).map(([kind, view]) => ({ name, kind, view })),
  );

  test.each([...kept, { name: 'every-label', kind: 'light', view: VIEWS.light }])('$name, $kind', async (picture) => {
    const { name, kind, view } = picture;
    const { page } = await openPage(browser, `${url}/${name}`, view);
    const clip = { x: 0, y: 0, width: view.width, height: view.height };
    const taken = await page.screenshot({ fullPage: true, clip });
    expect(taken.byteLength).toBeLessThan(250_000);
    if (WRITES_PICTURES) await writePicture(`${name}-${kind}`, taken, page);
    expect(storedSize(`${name}-${kind}`)).toStrictEqual(pngSize(taken));
    await page.close();
  });
});

test('a link leads to each service, and another back to the list', async () => {
  const { page } = await openPage(browser, `${url}/services`, { scheme: 'light', width: 960 });
  await page.getByRole('link', { name: 'Voice API' }).click();
  expect(new URL(page.url()).hash).toBe('#service-1-service');
  await page.getByRole('link', { name: 'All services' }).first().click();
  expect(new URL(page.url()).hash).toBe('#services');
  await page.close();
});

describe('the keyboard', () => {
  test('shows UTC beside every time without a script', async () => {
    const { page } = await openPage(browser, `${url}/statement`, { scheme: 'light', width: 960 });
    const beside = (): Promise<string> =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('.downtimes time'), '::after').content`);
    expect(await beside()).toBe('none');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await beside()).toContain('2026-10-05 16:30 UTC');
    expect(await axeViolations(page)).toStrictEqual([]);
    await page.close();
  });

  test('sorts credits by a heading in both directions', async () => {
    const { page } = await openPage(browser, `${url}/month`, { scheme: 'light', width: 960 });
    const firstCustomer = (): Promise<string> => page.locator('.sortable tbody tr').first().locator('.id').innerText();
    const heading = page.getByRole('button', { name: 'If notified in time' });
    expect(await firstCustomer()).toBe('borealis');
    await heading.focus();
    await page.keyboard.press('Enter');
    expect(await firstCustomer()).toBe('harbor');
    expect(await page.locator('[aria-sort=descending]').count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await firstCustomer()).toBe('eastgate');
    expect(await axeViolations(page)).toStrictEqual([]);
    await page.close();
  });

  test('reaches a text for each chart', async () => {
    const { page } = await openPage(browser, `${url}/statement`, { scheme: 'light', width: 960 });
    const row = page.getByRole('row', { name: /^5 Mon/ });
    const words = await row.getByRole('img').getAttribute('aria-label');
    expect(words).toBe('Down, unrecognised 09:30 – 09:34; down, counted 09:34 – 12:12; 1\u00A0notice received');
    await page.close();
  });
});
