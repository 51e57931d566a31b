import { accessSync, constants, statSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Prints a statement or a month's page as a PDF: `npm run pdf -- out/2026-10/acme.html acme.pdf`. It needs Chromium. */

const BROWSERS = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const WAIT_MS_MAX = 60_000;

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
};

const fail = (text: string): void => {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
};

/** Prints a page as a PDF with headless Chromium, without its own header and footer. */
const printPdf = async (browser: string, page: string, file: string): Promise<void> => {
  // Chromium has no sandbox for root; the page loads nothing, and runs no script but its own.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const target = `--print-to-pdf=${resolve(file)}`;
  const options = ['--headless', '--disable-gpu', ...sandbox, '--no-pdf-header-footer', target];
  await promisify(execFile)(browser, [...options, pathToFileURL(resolve(page)).href], { timeout: WAIT_MS_MAX });
};

const [page, file] = process.argv.slice(2);
const browser = BROWSERS.find(isExecutable);
if (page === undefined || file === undefined) fail('The call is: npm run pdf -- PAGE.html FILE.pdf');
else if (statSync(page, { throwIfNoEntry: false }) === undefined) fail(`There is no page ${page}.`);
else if (browser === undefined) fail('There is no Chromium: install it, or set CHROMIUM to its path.');
else await printPdf(browser, page, file);
