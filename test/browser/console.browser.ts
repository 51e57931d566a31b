import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalServer } from '../../local/emulator/local-server.ts';
import { serve } from '../../local/cli/serve-pages.ts';
import { faultsOf, launch, open, type View } from './chromium.ts';
import { ARE_KEPT, keepPicture, keptSize, sizeOf } from './pictures.ts';

let browser: Browser;
let served: LocalServer;

beforeAll(async () => {
  served = await serve(join(import.meta.dirname, '../../local/sample'), '2026-10', 0);
  browser = await launch();
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
  '/console/record',
  '/console/record/notice',
  '/console/record/maintenance',
  '/console/record/exclusion',
  '/console/record/downtime',
  '/console/record/retraction',
];

const VIEWS: readonly View[] = [
  { scheme: 'light', width: 960 },
  { scheme: 'dark', width: 960 },
  { scheme: 'light', width: 390 },
];

const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describe.each(VIEWS)('$scheme, $width wide', (view) => {
  test.each(PAGES)('%s: axe finds nothing, the browser complains of nothing, nothing else is loaded', async (path) => {
    const { page, complaints, requests } = await open(browser, `${served.url}${path}`, view);
    expect(await faultsOf(page)).toStrictEqual([]);
    // A page that is not there is told of by the browser too.
    expect(complaints.filter((said) => !said.includes('404'))).toStrictEqual([]);
    expect(requests).toStrictEqual([`${served.url}${path}`]);
    expect(await overflow(page)).toBe(0);
    await page.close();
  });
});

/** What an element says, with one blank between two words. */
const words = async (element: Locator): Promise<string> => (await element.innerText()).replaceAll(/\s+/g, ' ');

/** Fills the form of an exclusion in, by its labels, and asks for its effect. */
const askForEffect = async (page: Page): Promise<void> => {
  await page.getByLabel('Which component').selectOption('sms');
  await page.getByLabel('From').fill('2026-10-27T09:00');
  await page.getByLabel('To', { exact: true }).fill('2026-10-29T16:00');
  await page.getByLabel('a third party’s outage').check();
  await page.getByLabel('Evidence').fill('https://status.example.com/incidents/1027');
  await page.getByRole('button', { name: 'Show its effect' }).click();
};

describe('an exclusion', () => {
  test.each([
    ['light', { scheme: 'light', width: 960 }],
    ['phone', { scheme: 'dark', width: 390 }],
  ] as const)('shows its effect before it is saved (%s)', async (_, view) => {
    const { page, complaints } = await open(browser, `${served.url}/console/record/exclusion`, view);
    await askForEffect(page);
    expect(await words(page.getByRole('heading', { level: 1 }))).toBe('−2,975.22 USD for 2 customers');
    expect(await faultsOf(page)).toStrictEqual([]);
    expect(complaints).toStrictEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.close();
  });

  test('that is wrong says so beside its fields, and in words that lead there', async () => {
    const { page } = await open(browser, `${served.url}/console/record/exclusion`, { scheme: 'dark', width: 960 });
    await page.getByRole('button', { name: 'Show its effect' }).click();
    expect(await faultsOf(page)).toStrictEqual([]);
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('start');
    await page.getByRole('alert').getByRole('link', { name: 'From' }).click();
    expect(new URL(page.url()).hash).toBe('#start');
    await page.close();
  });
});

test.each([
  ['alder-clinics', 'CASE-20418', 'Notice stands'],
  ['ginkgo-telecom', 'Twilio Programmable Voice', 'Provider’s word stands'],
  ['alder-clinics', 'CHG-3107', 'Maintenance stands'],
  ['cedar-bank', 'reports-stale', 'Alarm stands'],
])('from the statement of %s a click on %s leads to the fact: %s', async (customer, name, heading) => {
  const { page, complaints } = await open(browser, `${served.url}/console/months/2026-10/customers/${customer}`, {
    scheme: 'light',
    width: 960,
  });
  await page.getByRole('link', { name }).first().click();
  expect(await words(page.getByRole('heading', { level: 1 }))).toBe(heading);
  expect(complaints).toStrictEqual([]);
  await page.close();
});

describe('pictures for the documentation', () => {
  test('console-fact', async () => {
    const { page } = await open(browser, `${served.url}/console/fact?id=AUP-19`, { scheme: 'light', width: 960 });
    const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 960, height: 943 } });
    expect(picture.byteLength).toBeLessThan(250_000);
    if (ARE_KEPT) await keepPicture('console-fact', picture, page);
    expect(keptSize('console-fact')).toStrictEqual(sizeOf(picture));
    await page.close();
  });

  test('console-effect', async () => {
    const { page } = await open(browser, `${served.url}/console/record/exclusion`, { scheme: 'light', width: 960 });
    await askForEffect(page);
    const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 960, height: 800 } });
    expect(picture.byteLength).toBeLessThan(250_000);
    if (ARE_KEPT) await keepPicture('console-effect', picture, page);
    expect(keptSize('console-effect')).toStrictEqual(sizeOf(picture));
    await page.close();
  });
});

// Last of all, for it changes the month.
test('by keyboard alone: a notice is filled in, looked at, saved, and the month closed again', async () => {
  const { page, complaints } = await open(browser, `${served.url}/console/record/notice?customer=larch-schools`, {
    scheme: 'light',
    width: 960,
  });
  await page.getByLabel('Recognised').fill('2026-10-22T15:05');
  await page.getByLabel('Received').fill('2026-10-22T16:00');
  await page.getByLabel('What the customer wrote').focus();
  await page.keyboard.type('Nobody can log in.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Record it' }).focus();
  await page.keyboard.press('Enter');
  expect(await page.getByRole('status').innerText()).toBe('Recorded. This page is its receipt.');
  expect(await faultsOf(page)).toStrictEqual([]);
  await page.getByRole('link', { name: 'close October 2026 again' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Why October 2026 is closed again').focus();
  await page.keyboard.type('a notice that lay in a spam folder');
  await page.keyboard.press('Enter');
  expect(await page.getByRole('status').innerText()).toMatch(/^Closed: 2026-10@/);
  await page.getByRole('link', { name: 'Sent to billing' }).click();
  expect(await words(page.locator('summary').first())).toContain('larch-schools +60.00 USD');
  expect(complaints).toStrictEqual([]);
  await page.close();
});
