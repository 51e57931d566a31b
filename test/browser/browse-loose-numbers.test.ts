import type { Server } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statementPage, type StatementPage } from '../../shared/web/statement-page.ts';
import { everyLabelPage } from '../support/builders/every-label-page.ts';
import { samplePage } from '../support/builders/sample-statement.ts';
import { launchChromium, openPage, servePages } from './chromium.ts';
import { numbersInJson, numbersShown } from './visible-numbers.ts';

const given: Readonly<Record<string, StatementPage>> = { '/sample': samplePage(), '/every-label': everyLabelPage() };

let browser: Browser;
let server: Server;
let url: string;
beforeAll(async () => {
  browser = await launchChromium();
  ({ server, url } = await servePages(
    Object.fromEntries(Object.entries(given).map(([path, one]) => [path, statementPage(one)])),
  ));
});
afterAll(async () => {
  await browser.close();
  server.close();
});

/** Changes a digit of the n-th figure of the page. */
const misprint = (page: Page, n: number): Promise<boolean> =>
  page.evaluate<boolean>(`(() => {
    const figures = document.querySelectorAll('.headline .big, .key data, .legend data, .days b data, .downtimes .what data, .sum data, .compare data, .revisions :is(.what, .delta) data');
    const figure = figures[${n}];
    if (figure !== undefined) figure.textContent = figure.innerText.replace(/\\d/, (digit) => String((Number(digit) + 1) % 10));
    return figure !== undefined;
  })()`);

describe.each(Object.entries(given))('%s', (path, { customerMonth, revisions, ifNoticed }) => {
  const json = numbersInJson(customerMonth, revisions, ifNoticed?.[0]);

  test.each([
    { width: 960, media: undefined },
    { width: 390, media: undefined },
    { width: 688, media: 'print' as const },
  ])('shows the numbers of the JSON at width $width ($media)', async ({ width, media }) => {
    const { page } = await openPage(browser, `${url}${path}`, { scheme: 'light', width, ...(media && { media }) });
    expect(await numbersShown(page)).toStrictEqual(json);
    await page.close();
  });

  test('differs from the JSON if any single digit is wrong', async () => {
    const { page } = await openPage(browser, `${url}${path}`, { scheme: 'light', width: 960 });
    let count = 0;
    for (; await misprint(page, count); count += 1) {
      expect(await numbersShown(page)).not.toStrictEqual(json);
      await page.reload();
    }
    expect(count).toBe(
      Object.values(json)
        .flat()
        .filter((one) => typeof one === 'number').length,
    );
    await page.close();
  });
});
