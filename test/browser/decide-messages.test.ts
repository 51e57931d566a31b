import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveSample } from '../../local/cli/serve-sample.ts';
import type { LocalServer } from '../../local/emulator/local-server.ts';
import { axeViolations, type BrowserView, launchChromium, openPage } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);
afterAll(async () => {
  await browser.close();
});

const SENDER = 'sam@larch-toys.example';

const VIEWS: readonly BrowserView[] = [
  { scheme: 'light', width: 360 },
  { scheme: 'dark', width: 1280 },
];

/** Checks a page as each step leaves it: no axe violation, and no content beyond the screen. */
const checkPage = async (page: Page): Promise<void> => {
  expect(await axeViolations(page)).toStrictEqual([]);
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate<number>(overflow)).toBe(0);
};

/** Presses Tab until an element has the focus, as a person without a mouse does. */
const tabTo = async (page: Page, target: Locator): Promise<void> => {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not reach the element');
};

const enter = async (page: Page, field: Locator, text: string): Promise<void> => {
  await tabTo(page, field);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
};

const press = async (page: Page, button: Locator): Promise<void> => {
  await tabTo(page, button);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
};

const messageOf = (page: Page, sender: string): Locator => page.getByRole('region', { name: sender });
const words = async (element: Locator): Promise<string> => (await element.innerText()).replaceAll(/\s+/g, ' ');

describe.each(VIEWS)('the list of messages at $width px', (view) => {
  let served: LocalServer;
  beforeAll(async () => {
    served = await serveSample(join(import.meta.dirname, '../../local/sample'), '2026-10', 0);
  }, 180_000);
  afterAll(async () => {
    await served.stop();
  });
  const open = (path: string) => openPage(browser, `${served.url}${path}`, view);

  test('the month leads to the message with its evidence', async () => {
    const { page, complaints } = await open('/console/months/2026-10');
    await checkPage(page);
    const link = page.getByRole('region', { name: 'Messages without a customer' }).getByRole('link', { name: SENDER });
    await tabTo(page, link);
    await Promise.all([page.waitForURL('**/console/unmatched#m-*'), page.keyboard.press('Enter')]);
    await checkPage(page);

    const message = messageOf(page, SENDER);
    const text = await words(message);
    expect(text).toContain('Our checkout could not reach your API yesterday morning.');
    expect(text).toContain('No customer has this sender.');
    expect(text).toMatch(/The last outage before it: api, .*29 Oct.*09:00:41 – 10:21:41/);
    expect(text).not.toContain('Your invoice for September');
    const quoted = message.getByText('Quoted text', { exact: true });
    await tabTo(page, quoted);
    await page.keyboard.press('Enter');
    expect(await words(message)).toContain('> Your invoice for September');
    await tabTo(page, message.getByText('Headers and checks'));
    await page.keyboard.press('Enter');
    const opened = await words(message);
    for (const part of ['dmarc GRAY', `envelope sender ${SENDER}`, 'message-id <c4a9e3f0@mail.example>'])
      expect(opened).toContain(part);
    await checkPage(page);

    await tabTo(page, page.getByText('Automatic messages (1)'));
    await page.keyboard.press('Enter');
    expect(await words(messageOf(page, 'pat.lee@pine-studios.example'))).toContain('I am away until Wednesday.');
    await checkPage(page);
    expect(complaints).toStrictEqual([]);
    await page.close();
  }, 60_000);

  test('the keyboard assigns a message, and the credit follows', async () => {
    const { page, complaints } = await open('/console/unmatched');
    const message = messageOf(page, SENDER);
    await enter(page, message.getByLabel('Customer'), 'nobody');
    await press(page, message.getByRole('button', { name: 'Record as a notice' }));
    expect(await words(message.getByRole('alert'))).toContain('not a customer with a record');
    await checkPage(page);

    await enter(page, message.getByLabel('Customer'), 'pine-studios');
    await enter(page, message.getByLabel('Recognised at (UTC)'), '2026-10-29T16:00:00Z');
    await tabTo(page, message.getByLabel('Step'));
    expect(await message.getByLabel('Step').inputValue()).toBe('notice');
    await press(page, message.getByRole('button', { name: 'Record as a notice' }));
    expect(await words(page.getByRole('status'))).toMatch(/^Recorded: the decision about 20261030T/);
    expect(await messageOf(page, SENDER).count()).toBe(0);
    await checkPage(page);

    await page.goto(`${served.url}/console/months/2026-10/customers/pine-studios?now=1`);
    expect(await words(page.locator('main'))).toContain('2,400.00 USD');
    expect(complaints.filter((complaint) => !complaint.includes('400'))).toStrictEqual([]);
    await page.close();
  }, 60_000);

  test('the keyboard dismisses the notice of an unknown customer with a reason', async () => {
    const { page, complaints } = await open('/console/unmatched');
    const message = messageOf(page, 'quince-labs');
    expect(await words(message)).toContain('No customer has the id quince-labs.');
    await enter(page, message.getByLabel('Reason to dismiss the message'), 'a company that left in May');
    await press(page, message.getByRole('button', { name: 'Dismiss' }));
    expect(await words(page.locator('main'))).toContain('No message waits.');
    await checkPage(page);
    await page.goto(`${served.url}/console/activity`);
    expect(await words(page.locator('main'))).toContain('a company that left in May');
    expect(complaints).toStrictEqual([]);
    await page.close();
  }, 60_000);
});
