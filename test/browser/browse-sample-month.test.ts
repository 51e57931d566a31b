import { join } from 'node:path';
import type { Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answeredMonth, customerMonthAnswer } from '../../local/cli/sla/customer-month-answer.ts';
import { runScenario, type Scenario } from '../../local/cli/sample-scenario.ts';
import { parse } from '../../shared/lib/validation.ts';
import { readFigure } from '../support/builders/page-markup.ts';
import { axeViolations, launchChromium, openPage, servePages, type BrowserView } from './chromium.ts';
import { numbersInJson, numbersShown } from './visible-numbers.ts';

const MONTH = '2026-10';

let browser: Browser;
let server: Server;
let url: string;
let story: Scenario;

beforeAll(async () => {
  story = await runScenario(join(import.meta.dirname, '../../local/sample'), MONTH);
  browser = await launchChromium();
  ({ server, url } = await servePages(Object.fromEntries([...story.pages].map(([path, page]) => [`/${path}`, page]))));
});
afterAll(async () => {
  await browser.close();
  server.close();
});

/** The API's answers for customers that are not blocked. */
const answers = () =>
  story.customers.flatMap(({ body }) => {
    const answer = parse(customerMonthAnswer, body);
    const customerMonth = answeredMonth(answer);
    return customerMonth === undefined ? [] : [{ customerMonth, revisions: answer.revisions }];
  });

const sumOf = (figures: readonly number[]): number => figures.reduce((sum, figure) => sum + figure, 0);

const byName = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);

test.each<BrowserView>([
  { scheme: 'light', width: 960 },
  { scheme: 'dark', width: 390 },
])(
  'each sample page has no violation and no message ($scheme, $width)',
  async (view) => {
    for (const path of story.pages.keys()) {
      const { page, complaints } = await openPage(browser, `${url}/${path}`, view);
      expect([path, await axeViolations(page)]).toStrictEqual([path, []]);
      expect([path, complaints]).toStrictEqual([path, []]);
      await page.close();
    }
  },
  180_000,
);

test('each customer page shows the numbers of the API', async () => {
  for (const { customerMonth, revisions } of answers()) {
    const { customer } = customerMonth;
    const { page } = await openPage(browser, `${url}/${MONTH}/${customer}.html`, { scheme: 'light', width: 960 });
    // The answer has no figures with full notice.
    const { compared: _, ...shown } = await numbersShown(page);
    const { compared: _none, ...answered } = numbersInJson(customerMonth, revisions, undefined);
    expect([customer, shown]).toStrictEqual([customer, answered]);
    await page.close();
  }
}, 120_000);

test('the month page lists each customer with the numbers of the API', async () => {
  const { page } = await openPage(browser, `${url}/${MONTH}/index.html`, { scheme: 'light', width: 960 });
  const rows = await page.evaluate<string[][]>(
    `[...document.querySelectorAll('.sortable tbody tr')].map((row) => [row.querySelector('.id'), ...row.querySelectorAll('td')].map((cell) => cell.innerText.replaceAll(/\\s+/g, ' ').trim()))`,
  );
  const shown = rows.map(([customer, credit = '', , down = '', counted = '', revision = '']) => [
    customer,
    readFigure(credit),
    readFigure(down),
    readFigure(counted),
    readFigure(revision) ?? 0,
  ]);
  const answered = answers().map(({ customerMonth: { customer, amountMinor, statements }, revisions }) => [
    customer,
    amountMinor,
    sumOf(statements.map(({ observedDowntimeMs }) => observedDowntimeMs)),
    sumOf(statements.map(({ creditableDowntimeMs }) => creditableDowntimeMs)),
    revisions.length,
  ]);
  expect(shown.toSorted(byName)).toStrictEqual(answered.toSorted(byName));
  await page.close();
});

test('the index links to the month, and the month to a customer', async () => {
  const { page } = await openPage(browser, `${url}/index.html`, { scheme: 'light', width: 960 });
  await page.getByRole('link', { name: 'October 2026' }).click();
  await page.getByRole('link', { name: 'Alder Clinics' }).click();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Alder Clinics October 2026');
  await page.close();
});
