import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findChromium } from '../../scripts/find-chromium.ts';
import { runCommand } from '../support/emulators/run-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'sla-pdf-'));
afterAll(() => rmSync(directory, { recursive: true }));
const page = join(directory, 'acme.html');
writeFileSync(page, '<!doctype html><html lang="en"><title>Acme</title><h1>Acme, October 2026</h1></html>');
const file = join(directory, 'acme.pdf');
const SCRIPT = 'scripts/print-pdf.ts';

/** Runs the script with another Chromium. */
const printWith = async (chromium: string, ...args: readonly string[]) => {
  const before = process.env['CHROMIUM'];
  process.env['CHROMIUM'] = chromium;
  try {
    return await runCommand(SCRIPT, ...args);
  } finally {
    if (before === undefined) delete process.env['CHROMIUM'];
    else process.env['CHROMIUM'] = before;
  }
};

test.skipIf(findChromium() === undefined)('Chromium prints a page as a PDF', async () => {
  const { status, output, errors } = await runCommand(SCRIPT, page, file);
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
  expect(output).toMatch(/acme\.pdf: \d+ KB/);
  expect(readFileSync(file, 'latin1')).toMatch(/^%PDF-1\.\d[\s\S]*%%EOF\s*$/);
});

test('a machine without Chromium has a message that names the next step', async () => {
  const { status, errors } = await printWith('/nowhere/chromium', page, file);
  expect([status, errors]).toEqual([
    3,
    'There is no Chromium at /nowhere/chromium: run apt-get install chromium, or set CHROMIUM to its path.\n',
  ]);
});

test('a Chromium that writes nothing leaves no older PDF', async () => {
  writeFileSync(file, 'older');
  const { status, errors } = await printWith('/bin/true', page, file);
  expect([status, errors]).toEqual([3, expect.stringContaining('Chromium wrote no PDF.')]);
  expect(existsSync(file)).toBe(false);
});

test.each([
  ['without names', 1, [], 'The call is: npm run pdf'],
  ['of a missing page', 2, [join(directory, 'none.html'), file], 'There is no page'],
  ['into a missing folder', 2, [page, join(directory, 'none', 'acme.pdf')], 'There is no folder'],
  ['onto its page', 2, [page, page], 'is the page; name another file'],
  ['onto a folder', 2, [page, directory], 'is a folder; name a file'],
])('a call %s fails with status %i', async (_, expected, args, message) => {
  const { status, errors } = await runCommand(SCRIPT, ...args);
  expect([status, errors]).toEqual([expected, expect.stringContaining(message)]);
  expect(existsSync(page)).toBe(true);
});

test('--help shows the call', async () => {
  expect(await runCommand(SCRIPT, '--help')).toMatchObject({
    status: 0,
    output: expect.stringContaining('PAGE.html FILE.pdf'),
  });
});
