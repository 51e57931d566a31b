import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveSample } from '../../local/cli/serve-sample.ts';
import type { LocalServer } from '../../local/emulator/local-server.ts';
import { axeViolations, type BrowserView, launchChromium, openPage } from './chromium.ts';

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

const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Checks a page as each step leaves it: no axe violation, and no content beyond the screen. */
const checkPage = async (page: Page): Promise<void> => {
  expect(await axeViolations(page)).toStrictEqual([]);
  expect(await overflow(page)).toBe(0);
};

/** Presses Tab until an element has the focus, as a person without a mouse does. */
const tabTo = async (page: Page, name: string): Promise<void> => {
  const focused = `(({ tagName, id, name, textContent }) =>
    (tagName === 'BUTTON' ? '' : id || name) || textContent.trim())(document.activeElement)`;
  for (let presses = 0; presses < 120; presses += 1) {
    if ((await page.evaluate<string>(focused)) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${name}`);
};

/** Reaches a field by Tab and replaces its text. */
const enter = async (page: Page, name: string, text: string): Promise<void> => {
  await tabTo(page, name);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
};

const press = async (page: Page, name: string): Promise<void> => {
  await tabTo(page, name);
  await Promise.all([page.waitForLoadState('load'), page.keyboard.press('Enter')]);
};

const VIEWS: readonly (readonly [string, BrowserView])[] = [
  ['new-phone', { scheme: 'light', width: 360 }],
  ['new-desk', { scheme: 'dark', width: 1280 }],
];

test.each(VIEWS)(
  'the keyboard does a day of work (%s)',
  async (id, view) => {
    const { page, complaints } = await openPage(browser, `${served.url}/console`, view);
    await checkPage(page);

    // Find a customer by half its name. The skip link comes first.
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to the content');
    await enter(page, 'q', 'spru');
    await Promise.all([page.waitForURL('**/customers/spruce-games'), page.keyboard.press('Enter')]);
    await checkPage(page);

    // Add a customer without fees.
    await press(page, 'Customers');
    await page.waitForURL('**/customers');
    await checkPage(page);
    await press(page, 'Add a customer');
    await page.waitForURL('**/record/customer');
    await checkPage(page);
    await enter(page, 'id', id);
    await enter(page, 'name', `New ${id}`);
    await tabTo(page, 'components');
    await page.keyboard.press('Space');
    await press(page, 'Preview');
    await page.getByRole('button', { name: 'Save' }).waitFor();
    await checkPage(page);
    await press(page, 'Save');
    await page.waitForURL(`**/customers/${id}?stored=stored`);
    expect(await page.locator('main').innerText()).toContain('blocked');
    await checkPage(page);

    // It is blocked: the link beside the reason leads to the form of the month's fees.
    await press(page, 'set the fees');
    await page.waitForURL(`**/record/fees?customer=${id}&month=*`);
    await checkPage(page);
    await enter(page, 'month', '2026-10');
    await enter(page, 'amount', '1,000.00 USD');
    await press(page, 'Preview');
    await page.getByRole('button', { name: 'Save' }).waitFor();
    expect(await page.locator('main').innerText()).toContain('blocked');
    await checkPage(page);
    await press(page, 'Save');
    await page.waitForURL('**?stored=stored');

    // Close the month again, after a look at the amounts.
    await press(page, 'Months');
    await page.waitForURL('**/console');
    await press(page, 'October 2026');
    await page.waitForURL('**/months/2026-10');
    await press(page, 'Customers and amounts before closing');
    await page.waitForURL('**/months/2026-10/customers');
    await checkPage(page);
    await enter(page, 'reason', `a new customer: ${id}`);
    await Promise.all([page.waitForURL('**?ordered=*'), page.keyboard.press('Enter')]);
    expect(await page.getByRole('status').innerText()).toMatch(/^Closed: 2026-10@/);

    // Read the activity.
    await press(page, 'Activity');
    await page.waitForURL('**/activity');
    await checkPage(page);
    const text = await page.locator('main').innerText();
    for (const expected of [`a new customer: ${id}`, 'Fees', 'Customer record', `New ${id}`])
      expect(text).toContain(expected);
    expect(complaints).toStrictEqual([]);
    await page.close();
  },
  120_000,
);

test.each([
  { scheme: 'light', width: 360 },
  { scheme: 'dark', width: 1280 },
] as const)('the navigation opens the page of the API ($width wide)', async (view) => {
  const { page, complaints } = await openPage(browser, `${served.url}/console`, view);
  await press(page, 'API');
  await page.waitForURL('**/console/api');
  await checkPage(page);
  await page.getByRole('navigation', { name: 'Calls' }).getByRole('link', { name: 'POST /notices' }).click();
  expect(new URL(page.url()).hash).toBe('#post-notices');
  const call = page.locator('#post-notices');
  expect(await call.innerText()).toContain("Records a customer's written notice or claim.");
  await call.getByText('JSON Schema').click();
  expect(await call.locator('pre').innerText()).toContain('"recognizedAt"');
  await checkPage(page);
  await page.getByRole('link', { name: 'openapi.json' }).click();
  await page.waitForURL('**/console/openapi.json');
  const document: unknown = JSON.parse(await page.locator('pre').innerText());
  expect(document).toMatchObject({ openapi: '3.1.1', paths: { '/notices': expect.anything() } });
  expect(complaints).toStrictEqual([]);
  await page.close();
});
