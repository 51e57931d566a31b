import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { evaluateCaseText } from '../../../local/cli/evaluate-case.ts';
import { statementLines } from '../../../local/cli/statement-lines.ts';
import {
  acmeRecord,
  downtimeArrival,
  folderConfig,
  makeReplayFolder,
  runLocal,
} from '../../support/builders/replay-folders.ts';

const CASE = join(import.meta.dirname, '../../fixtures/cases/10-twilio-outage-excuses-voice-only.json');
const ESCAPE = '\u001B';

const { directory, remove } = makeReplayFolder({
  config: folderConfig,
  customers: [acmeRecord],
  events: [
    downtimeArrival('10-14T13:00', 'D1', '14', `seen by hand${ESCAPE}[2J`),
    { at: '2026-10-15T00:00:00Z', door: 'eventbridge', payload: {} },
  ],
});
afterAll(remove);

describe('evaluate --explain', () => {
  test("prints each customer's statement as text without JSON", async () => {
    const { status, stdout, stderr } = await runLocal('evaluate.ts', ['--explain', CASE]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const line of [
      'acme, October 2026\n',
      '0.00 USD is due for October 2026: all downtime was excused.',
      'All of it is excused: outage of twilio Programmable Voice.',
      'globex, October 2026\n',
      '  50.00 USD  Share of the service fees for October 2026: 5 % of 1,000.00 USD\n',
    ])
      expect(stdout).toContain(line);
    expect(stdout).not.toMatch(/[{<>]|&\w+;/);
  });

  test('prints the lines of statementLines', async () => {
    const evaluated = evaluateCaseText(readFileSync(CASE, 'utf8'));
    if ('refused' in evaluated) throw new Error('the case is invalid');
    const { stdout } = await runLocal('evaluate.ts', [CASE, '--explain']);
    for (const statement of evaluated.statements)
      for (const line of statementLines(statement)) expect(stdout).toContain(line);
  });

  test('prints every fault of an invalid case and exits with 2', async () => {
    const { status, stdout } = await runLocal('evaluate.ts', ['--explain', join(directory, 'customers.json')]);
    expect(status).toBe(2);
    expect(stdout).toMatch(/^The case is invalid and was not evaluated:\n {2}input: not an object \(.*\)\n$/);
  });
});

describe('replay --explain', () => {
  test('prints each message as text with its statement', async () => {
    const { status, stdout, stderr } = await runLocal('replay.ts', [directory, '--month', '2026-10', '--explain']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^events\.ndjson:2: rejected: .*\n$/);
    for (const line of [
      'acme, October 2026: 50.00 USD (+50.00 USD)\n',
      'message acme:2026-10:1\n',
      'policy open version 2; times in UTC\n',
      '1. Wed 14 Oct, 10:00 – 12:00, 2 h, web\n',
      'All of it counts.',
      String.raw`Declared down, web, 10:00 – 12:00 “seen by hand\u001b[2J”`,
      `npm run sla -- explain CUSTOMER 2026-10 --local ${directory}\n`,
    ])
      expect(stdout).toContain(line);
    expect(stdout).not.toMatch(/[{<>]|&\w+;/);
  });
});

const evaluate = (set: Readonly<Record<string, string>>) =>
  runLocal('evaluate.ts', ['--explain', CASE], undefined, set);

describe('every command', () => {
  const commands: [script: string, args: string[]][] = [
    ['evaluate.ts', ['--explain', CASE]],
    ['replay.ts', [directory, '--month', '2026-10', '--explain']],
    ['sla.ts', ['explain', 'acme', '2026-10', '--local', directory]],
  ];

  test.each(commands)('%s writes colours and progress only to terminals', async (script, args) => {
    const { stdout, stderr } = await runLocal(script, args);
    expect(stdout + stderr).not.toContain(ESCAPE);
  });

  test('FORCE_COLOR forces colours, NO_COLOR prevents them', async () => {
    expect((await evaluate({ FORCE_COLOR: '1' })).stdout).toContain(ESCAPE);
    expect((await evaluate({ NO_COLOR: '1' })).stdout).not.toContain(ESCAPE);
  });

  test.each(['evaluate.ts', 'replay.ts', 'sla.ts', 'start.ts'])(
    '%s --help shows usage and exit statuses',
    async (script) => {
      const { status, stdout, stderr } = await runLocal(script, ['--help']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('Usage: npm ');
      expect(stdout).toMatch(/Exit status: 0 done/);
      expect(stdout).toMatch(script === 'start.ts' ? /--serve/ : /explain/);
    },
  );

  test.each<[string, string[], string]>([
    ['evaluate.ts', ['--loud'], "unknown option '--loud'\n→ npm run --silent evaluate -- --help"],
    ['evaluate.ts', ['/nowhere'], '/nowhere: no such file (ENOENT)\n'],
    ['evaluate.ts', ['/'], '/: a folder, not a file (EISDIR)\n'],
    [
      'replay.ts',
      ['DIR', '--month', '2026-10', '--loud'],
      "unknown option '--loud'\n→ npm run --silent replay -- --help",
    ],
    ['replay.ts', ['--month', '2026-10'], "missing required argument 'folder'\n→ "],
    ['replay.ts', ['DIR'], "required option '--month <month>' not specified\n→ "],
    ['start.ts', ['--nope'], "unknown option '--nope'\n→ npm start -- --help"],
    ['start.ts', ['again'], 'too many arguments. Expected 0 arguments but got 1.\n→ '],
    ['start.ts', ['--port', '8080'], 'option --port requires --serve\n→ '],
    ['start.ts', ['--serve', '--port', 'http'], "argument 'http' is invalid. not a port\n→ "],
    ['replay.ts', ['DIR', '--month', 'May'], "argument 'May' is invalid. not a month (2026-10)\n→ "],
  ])('%s %j exits with 1 and one message', async (script, args, message) => {
    const { status, stdout, stderr } = await runLocal(script, args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  test('replay of a file in place of a folder exits with 2', async () => {
    const { status, stderr } = await runLocal('replay.ts', [CASE, '--month', '2026-10']);
    expect(status).toBe(2);
    expect(stderr).toContain('sla.config.json: a part of this path is a file, not a folder (ENOTDIR)\n');
  });
});
