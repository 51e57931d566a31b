import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalServer } from '../../local/emulator/local-server.ts';
import { serveSample } from '../../local/cli/serve-sample.ts';
import { axeViolations, launchChromium, openPage, type BrowserView } from './chromium.ts';
import { WRITES_PICTURES, writePicture, storedSize, pngSize } from './pictures.ts';

let browser: Browser;
let served: LocalServer;

beforeAll(async () => {
  served = await serveSample(join(import.meta.dirname, '../../local/sample'), '2026-10', 0);
  browser = await launchChromium();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await served.stop();
});

const PAGES = [
  '/console',
  '/console/months/2026-10',
  '/console/months/2026-10?now=1',
  '/console/months/2026-11',
  '/console/months/2026-10/messages',
  '/console/months/2026-10/customers/spruce-games',
  '/console/months/2026-10/customers/vetch-farms',
  '/console/customers',
  '/console/customers/spruce-games',
  '/console/customers/nobody',
  '/console/facts?month=2026-10',
  '/console/fact?id=AUP-19',
  '/console/unmatched',
  '/console/months/2026-10/customers',
  '/console/months/2026-10/runs',
  '/console/activity',
  '/console/approvals',
  '/console/invoice-reviews',
  '/console/api',
  '/console/search?q=s',
  '/console/search?q=zzz',
  '/console/causes',
  '/console/provider-claims?month=2026-10',
  '/console/record/customer',
  '/console/record/fees?customer=vetch-farms&month=2026-10',
  '/console/record',
  '/console/record/notice',
  '/console/record/maintenance',
  '/console/record/exclusion',
  '/console/record/downtime',
  '/console/record/retraction',
];

const VIEWS: readonly BrowserView[] = [
  { scheme: 'light', width: 960 },
  { scheme: 'dark', width: 960 },
  { scheme: 'light', width: 390 },
];

const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describe.each(VIEWS)('$scheme, $width wide', (view) => {
  test.each(PAGES)('%s has no axe violation, no console message and no other request', async (path) => {
    const { page, complaints, requests } = await openPage(browser, `${served.url}${path}`, view);
    expect(await axeViolations(page)).toStrictEqual([]);
    // The browser logs a 404.
    expect(complaints.filter((message) => !message.includes('404'))).toStrictEqual([]);
    expect(requests).toStrictEqual([`${served.url}${path}`]);
    expect(await overflow(page)).toBe(0);
    await page.close();
  });
});

/** The dates without a year. A page of one month has its year in the title, so the days of the month need none. */
const DATES_WITHOUT_YEAR = `[...document.querySelectorAll('main time')]
  .map(({ textContent }) => textContent)
  .filter((text) => /\\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/.test(text) && !/20\\d\\d/.test(text))`;

test.each(PAGES)('%s has no date without its year', async (path) => {
  const { page } = await openPage(browser, `${served.url}${path}`, { scheme: 'light', width: 1280 });
  const dates = await page.evaluate<string[]>(DATES_WITHOUT_YEAR);
  const [, month] = /^\/console\/months\/2026-(10|11)(?:\?now=1|\/customers\/[\w-]+)?$/.exec(path) ?? [];
  const name = { 10: 'October', 11: 'November' }[month ?? ''];
  expect(dates.filter((date) => name === undefined || !date.includes(` ${name.slice(0, 3)}`))).toStrictEqual([]);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain(name === undefined ? '' : `${name} 2026`);
  await page.close();
});

/** The visible text of an element, with single blanks. */
const words = async (element: Locator): Promise<string> => (await element.innerText()).replaceAll(/\s+/g, ' ');

/** Fills the form of an exclusion by its labels, and opens the preview. */
const openPreview = async (page: Page): Promise<void> => {
  await page.getByLabel('Component', { exact: true }).selectOption('sms');
  await page.getByLabel('From').fill('2026-10-27T09:00');
  await page.getByLabel('To', { exact: true }).fill('2026-10-29T16:00');
  await page.getByLabel('third-party outage').check();
  await page.getByLabel('Evidence').fill('https://status.example.com/incidents/1027');
  await page.getByRole('button', { name: 'Preview' }).click();
};

describe('an exclusion', () => {
  test.each([
    ['light', { scheme: 'light', width: 960 }],
    ['phone', { scheme: 'dark', width: 390 }],
  ] as const)('has a preview before it is saved (%s)', async (_, view) => {
    const { page, complaints } = await openPage(browser, `${served.url}/console/record/exclusion`, view);
    await openPreview(page);
    expect(await words(page.getByRole('heading', { level: 1 }))).toBe('−2,975.22 USD for 2 customers');
    expect(await axeViolations(page)).toStrictEqual([]);
    expect(complaints).toStrictEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.close();
  });

  test('with errors has links from the summary to its fields', async () => {
    const { page } = await openPage(browser, `${served.url}/console/record/exclusion`, { scheme: 'dark', width: 960 });
    await page.getByRole('button', { name: 'Preview' }).click();
    expect(await axeViolations(page)).toStrictEqual([]);
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('start');
    await page.getByRole('alert').getByRole('link', { name: 'From' }).click();
    expect(new URL(page.url()).hash).toBe('#start');
    await page.close();
  });
});

test.each([
  ['alder-clinics', 'CASE-20418', 'Notice in effect'],
  ['ginkgo-telecom', 'Twilio Programmable Voice', 'Provider status in effect'],
  ['alder-clinics', 'CHG-3107', 'Maintenance in effect'],
  ['cedar-bank', 'reports-stale', 'Alarm state in effect'],
])('the statement of %s links %s to its fact: %s', async (customer, name, heading) => {
  const { page, complaints } = await openPage(browser, `${served.url}/console/months/2026-10/customers/${customer}`, {
    scheme: 'light',
    width: 960,
  });
  await page.getByRole('link', { name }).first().click();
  expect(await words(page.getByRole('heading', { level: 1 }))).toBe(heading);
  expect(complaints).toStrictEqual([]);
  await page.close();
});

describe('pictures of the documentation', () => {
  test('console-fact', async () => {
    const { page } = await openPage(browser, `${served.url}/console/fact?id=AUP-19`, { scheme: 'light', width: 960 });
    const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 960, height: 943 } });
    expect(picture.byteLength).toBeLessThan(250_000);
    if (WRITES_PICTURES) await writePicture('console-fact', picture, page);
    expect(storedSize('console-fact')).toStrictEqual(pngSize(picture));
    await page.close();
  });

  test('console-effect', async () => {
    const { page } = await openPage(browser, `${served.url}/console/record/exclusion`, { scheme: 'light', width: 960 });
    await openPreview(page);
    const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 960, height: 800 } });
    expect(picture.byteLength).toBeLessThan(250_000);
    if (WRITES_PICTURES) await writePicture('console-effect', picture, page);
    expect(storedSize('console-effect')).toStrictEqual(pngSize(picture));
    await page.close();
  });
});

// This test is the last, since it changes the month.
test('the keyboard alone records a notice and closes the month again', async () => {
  const { page, complaints } = await openPage(browser, `${served.url}/console/record/notice?customer=larch-schools`, {
    scheme: 'light',
    width: 960,
  });
  await page.getByLabel('Recognised').fill('2026-10-22T15:05');
  await page.getByLabel('Received').fill('2026-10-22T16:00');
  await page.getByLabel('Text of the notice').focus();
  await page.keyboard.type('Nobody can log in.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save' }).focus();
  await page.keyboard.press('Enter');
  expect(await page.getByRole('status').innerText()).toBe('Recorded. This page is the receipt.');
  expect(await axeViolations(page)).toStrictEqual([]);
  await page.getByRole('link', { name: 'close October 2026 again' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Reason for closing October 2026 again').focus();
  await page.keyboard.type('a notice that lay in a spam folder');
  await page.keyboard.press('Enter');
  expect(await page.getByRole('status').innerText()).toMatch(/^Closed: 2026-10@/);
  await page.getByRole('link', { name: 'Billing messages' }).click();
  expect(await words(page.locator('summary').first())).toContain('larch-schools +60.00 USD');
  expect(complaints).toStrictEqual([]);
  await page.close();
});
