import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  acmeRecord,
  downtimeArrival,
  folderConfig,
  makeReplayFolder,
  runLocal,
} from '../../../support/builders/replay-folders.ts';

/** A month with an outage of two hours on the 14th, and an event of an unknown type. */
const { directory, remove } = makeReplayFolder({
  config: folderConfig,
  customers: [acmeRecord],
  events: [
    downtimeArrival('10-14T13:00', 'D1', '14'),
    { at: '2026-10-15T00:00:00Z', door: 'eventbridge', payload: { 'detail-type': 'Something Else' } },
  ],
});
afterAll(remove);

const sla = (...args: string[]) => runLocal('sla.ts', args);
const ON_FOLDER = ['--local', directory, '--month', '2026-10'];
const json = (text: string): unknown => JSON.parse(text);

describe('a wrong command line', () => {
  test.each([
    [['close', '2026-10'], "required option '--reason <text>' not specified"],
    [['close', 'October', '--reason', 'x'], "value 'October' is invalid for argument 'month'. not a month (2026-10)"],
    [['explain', 'acme'], "missing required argument 'month'"],
    [['redrive', 'everything'], "'everything' is invalid for argument 'queue'. Allowed choices are"],
    [['status', '--loud'], "unknown option '--loud'"],
    [['staus'], "unknown command 'staus'\n(Did you mean status?)"],
    [['preview', '2026-10', '--timeout', 'soon'], "argument 'soon' is invalid. not a number of seconds"],
    [['status', '--local', '/nowhere/at/all', '--month', '2026-10'], 'There is no folder /nowhere/at/all'],
    [['status', '--local', directory], 'The month to close is missing'],
    [[], 'missing command'],
  ])('%j exits with 1 and one message', async (args, message) => {
    const { status, stdout, stderr } = await sla(...args);
    expect(stderr).toContain(message);
    expect(stderr).toContain('→ ');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  test('--json prints the error as JSON on standard output', async () => {
    const { status, stdout } = await sla('status', '2026-1', '--json');
    expect(status).toBe(1);
    expect(json(stdout)).toEqual({
      error: {
        message: expect.stringContaining("'2026-1' is invalid for argument 'month'. not a month (2026-10)"),
        exit: 1,
        next: 'npm run sla -- status --help',
      },
    });
  });

  test('--help lists every command and exit status', async () => {
    const { status, stdout } = await sla('--help');
    expect(status).toBe(0);
    for (const command of [
      'status',
      'close',
      'preview',
      'explain',
      'redrive',
      'refill-billing',
      'import',
      'Exit status',
    ])
      expect(stdout).toContain(command);
    expect((await sla('redrive', '--help')).stdout).toContain('"intake", "webhook", "closing", "work", "billing"');
  });
});

describe('a command on a replayed folder', () => {
  test('status reports the close and the queues', async () => {
    const { status, stdout, stderr } = await sla('status', ...ON_FOLDER);
    expect(status).toBe(0);
    expect(stdout).toContain('October 2026: close done');
    expect(stdout).toContain('1 assessed: 1 issued');
    expect(stdout).toContain('credits changed by +50.00 USD');
    expect(stdout).toMatch(/intake +0 +0 +1\n/);
    expect(stdout).toContain(`npm run sla -- redrive intake --dry-run --local ${directory}`);
    expect(stdout + stderr).not.toContain('\u001B');
  });

  test('explain prints the month from downtimes to the amount', async () => {
    const { status, stdout } = await sla('explain', 'acme', '2026-10', '--local', directory);
    expect(status).toBe(0);
    for (const line of [
      'acme, October 2026',
      'policy open version 2; times in UTC',
      '50.00 USD off the invoice for October 2026.',
      '1. Wed 14 Oct, 10:00 – 12:00, 2 h, web',
      'All of it counts.',
      '- Declared down, web, 10:00 – 12:00',
      '50.00 USD  Share of the service fees for October 2026: 5 % of 1,000.00 USD',
      '225.80 USD  Monthly cap: 7 days of 31, of 1,000.00 USD, rounded down',
      '1. 50.00 USD, recorded 2026-11-02T12:00:00.000Z, sent to billing.',
    ])
      expect(stdout).toContain(line);
    expect(stdout).toMatch(/Total +744 h\n/);
    expect(stdout).not.toMatch(/[<>]|&\w+;/);
  });

  test('close changes nothing without new evidence', async () => {
    const { stdout } = await sla('close', '2026-10', '--reason', 'once more', '--yes', '--local', directory, '--json');
    // The clock advances by a minute with each call; the close first reads the amounts.
    expect(json(stdout)).toMatchObject({
      run: '2026-10@2026-11-02T12:02:00.000Z',
      closing: { reason: 'once more', closedAt: '2026-11-02T12:02:00.000Z', totals: { counts: { unchanged: 1 } } },
    });
  });

  test('redrive reports a message that failed again', async () => {
    const { status, stdout } = await sla('redrive', 'intake', ...ON_FOLDER);
    expect(status).toBe(0);
    expect(stdout).toContain('1 message sent back to intake');
    expect(stdout).toContain('1 message left, or failed again');
  });

  test('import uses the configuration of the folder', async () => {
    const file = join(directory, 'more.csv');
    writeFileSync(file, 'id,name,components\nbirch,Birch,voice;web\n');
    const { status, stdout } = await sla('import', file, ...ON_FOLDER, '--json');
    expect({ status, result: json(stdout) }).toEqual({
      status: 0,
      result: {
        file,
        dryRun: false,
        stored: 1,
        unchanged: 0,
        failed: [],
        changes: [{ line: 2, id: 'birch', old: null, new: [], large: false }],
        totals: [],
      },
    });
  });
});

test('--local without a folder replays the sample', async () => {
  const { status, stdout } = await sla('explain', 'dogwood-retail', '2026-10', '--local');
  expect(status).toBe(0);
  expect(stdout).toContain('1,895.22 USD off the invoice for October 2026.');
});
