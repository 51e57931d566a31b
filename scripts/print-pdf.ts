import { rmSync, statSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { findChromium, missingChromium } from './find-chromium.ts';

/** Prints a statement or a month's page as a PDF: `npm run pdf -- out/2026-10/acme.html acme.pdf`. It needs Chromium. */

const WAIT_MS_MAX = 60_000;

/** Exit statuses, as those of `sla`. */
const WRONG_CALL = 1;
const INVALID = 2;
const FAILED = 3;

const fail = (status: number, text: string): void => {
  process.stderr.write(`${text}\n`);
  process.exitCode = status;
};

const sizeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.size;
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Prints a page as a PDF with headless Chromium, without its own header and footer. */
const printPdf = async (browser: string, page: string, file: string): Promise<void> => {
  // Chromium has no sandbox for root; the page loads nothing, and runs no script but its own.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const options = ['--headless', '--disable-gpu', ...sandbox, '--no-pdf-header-footer', `--print-to-pdf=${file}`];
  // An older file would look like a success.
  rmSync(file, { force: true });
  await promisify(execFile)(browser, [...options, pathToFileURL(page).href], { timeout: WAIT_MS_MAX });
};

const print = async (page: string, file: string): Promise<void> => {
  const browser = findChromium();
  if (!isFile(page)) fail(INVALID, `There is no page ${page}.`);
  else if (!isFolder(dirname(file))) fail(INVALID, `There is no folder ${dirname(file)}.`);
  else if (resolve(page) === resolve(file)) fail(INVALID, `${file} is the page; name another file for the PDF.`);
  else if (isFolder(file)) fail(INVALID, `${file} is a folder; name a file.`);
  else if (browser === undefined) fail(FAILED, missingChromium());
  else {
    const problem = await printPdf(browser, resolve(page), resolve(file)).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const bytes = sizeOf(file);
    if (problem !== undefined || bytes === undefined)
      fail(FAILED, `Chromium wrote no PDF. ${problem ?? `Try it by hand: ${browser} --headless --print-to-pdf`}`);
    else process.stdout.write(`${file}: ${Math.ceil(bytes / 1024)} KB\n`);
  }
};

const [page, file, ...rest] = process.argv.slice(2);
if (page === '--help' || page === '-h') process.stdout.write('Usage: npm run pdf -- PAGE.html FILE.pdf\n');
else if (page === undefined || file === undefined || rest.length > 0)
  fail(WRONG_CALL, 'The call is: npm run pdf -- PAGE.html FILE.pdf');
else await print(page, file);
