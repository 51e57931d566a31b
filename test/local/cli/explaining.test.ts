import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { evaluateCaseText } from '../../../local/cli/evaluate-case.ts';
import { statementLines } from '../../../local/cli/statement-lines.ts';
import { acme, declares, folderConfig, makeFolder, runLocal } from '../../support/builders/replay-folders.ts';

const CASE = join(import.meta.dirname, '../../fixtures/cases/10-twilio-outage-excuses-voice-only.json');
const ESCAPE = '\u001B';

const { directory, remove } = makeFolder({
  config: folderConfig,
  customers: [acme],
  events: [
    declares('10-14T13:00', 'D1', '14', `seen by hand${ESCAPE}[2J`),
    { at: '2026-10-15T00:00:00Z', door: 'eventbridge', payload: {} },
  ],
});
afterAll(remove);

describe('evaluate --explain', () => {
  test("says each customer's statement in prose, and nothing as JSON", async () => {
    const { status, stdout, stderr } = await runLocal('evaluate.ts', ['--explain', CASE]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const line of [
      'acme, October 2026\n',
      '0.00 USD is due for October 2026: all downtime was excused.',
      'All of it is excused: outage of twilio Programmable Voice (clause 3).',
      'globex, October 2026\n',
      '  50.00 USD  Share of the service fees for October 2026: 5 % of 1,000.00 USD\n',
    ])
      expect(stdout).toContain(line);
    expect(stdout).not.toMatch(/[{<>]|&\w+;/);
  });

  test('has the same words as a statement elsewhere in the terminal', async () => {
    const judged = evaluateCaseText(readFileSync(CASE, 'utf8'));
    if ('refused' in judged) throw new Error('the case was refused');
    const { stdout } = await runLocal('evaluate.ts', [CASE, '--explain']);
    for (const statement of judged.statements)
      for (const line of statementLines(statement)) expect(stdout).toContain(line);
  });

  test('says every fault of a refused case, and ends with 2', async () => {
    const { status, stdout } = await runLocal('evaluate.ts', ['--explain', join(directory, 'customers.json')]);
    expect(status).toBe(2);
    expect(stdout).toMatch(/^Refused: nothing of this case was evaluated\n {2}input: not an object \(.*\)\n$/);
  });
});

describe('replay --explain', () => {
  test('says each message in prose with the statement behind it; what was refused is on standard error as ever', async () => {
    const { status, stdout, stderr } = await runLocal('replay.ts', [directory, '--month', '2026-10', '--explain']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^events\.ndjson:2: refused: .*\n$/);
    for (const line of [
      'acme, October 2026: 50.00 USD (+50.00 USD)\n',
      'message acme:2026-10:1; policy open version 1; times of UTC\n',
      '1. Wed 14 Oct, 10:00 – 12:00, 2 h, web\n',
      'All of it counts (clause 4).',
      String.raw`Declared down, web, 10:00 – 12:00 “seen by hand\u001b[2J”`,
      `npm run sla -- explain CUSTOMER 2026-10 --local ${directory}\n`,
    ])
      expect(stdout).toContain(line);
    expect(stdout).not.toMatch(/[{<>]|&\w+;/);
  });
});

const evaluate = (set: Readonly<Record<string, string>>) =>
  runLocal('evaluate.ts', ['--explain', CASE], undefined, set);

describe('what every command of its kind does', () => {
  const commands: [script: string, args: string[]][] = [
    ['evaluate.ts', ['--explain', CASE]],
    ['replay.ts', [directory, '--month', '2026-10', '--explain']],
    ['sla.ts', ['explain', 'acme', '2026-10', '--local', directory]],
  ];

  test.each(commands)('%s: colours and progress are for terminals alone', async (script, args) => {
    const { stdout, stderr } = await runLocal(script, args);
    expect(stdout + stderr).not.toContain(ESCAPE);
  });

  test('FORCE_COLOR colours what goes elsewhere, NO_COLOR and nothing said do not', async () => {
    expect((await evaluate({ FORCE_COLOR: '1' })).stdout).toContain(ESCAPE);
    expect((await evaluate({ NO_COLOR: '1' })).stdout).not.toContain(ESCAPE);
  });

  test.each(['evaluate.ts', 'replay.ts', 'sla.ts', 'start.ts'])(
    '%s --help says how it is called, with every exit status',
    async (script) => {
      const { status, stdout, stderr } = await runLocal(script, ['--help']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout.toLowerCase()).toContain('usage: ');
      expect(stdout).toMatch(/Exit status: 0 done/);
      expect(stdout).toMatch(script === 'start.ts' ? /--serve/ : /explain/);
    },
  );

  test.each<[string, string[], string]>([
    ['evaluate.ts', ['--loud'], "Unknown option '--loud'\nusage: "],
    ['evaluate.ts', ['/nowhere'], '/nowhere: there is no such file (ENOENT)\n'],
    ['evaluate.ts', ['/'], '/: this is a folder, not a file (EISDIR)\n'],
    ['replay.ts', ['DIR', '--loud'], "Unknown option '--loud'\nusage: "],
    ['replay.ts', ['--month', '2026-10'], 'one folder is needed\nusage: '],
    ['replay.ts', ['DIR'], '--month: missing\nusage: '],
    ['start.ts', ['--nope'], "Unknown option '--nope'\nusage: "],
    ['start.ts', ['again'], "Unknown argument 'again'\nusage: "],
    ['start.ts', ['--port', '8080'], '--port is where --serve serves\nusage: '],
    ['start.ts', ['--serve', '--port', 'http'], 'http is not a port\nusage: '],
    ['replay.ts', ['DIR', '--month', 'May'], '--month: not a month (2026-10) ("May")\nusage: '],
  ])('%s %j: what is wrong, in a sentence, and 1', async (script, args, said) => {
    const { status, stdout, stderr } = await runLocal(script, args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('    at ');
  });

  test('replay of a file in place of a folder: what is wrong, and 2', async () => {
    const { status, stderr } = await runLocal('replay.ts', [CASE, '--month', '2026-10']);
    expect(status).toBe(2);
    expect(stderr).toContain('sla.config.json: a part of this path is a file, not a folder (ENOTDIR)\n');
  });
});
