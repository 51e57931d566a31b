import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { findChromium, missingChromium } from '../../scripts/find-chromium.ts';
import { documentedSessions, missingLines } from '../support/builders/documented-sessions.ts';

const ROOT = join(import.meta.dirname, '../..');
const markdown = readFileSync(join(ROOT, 'docs/tutorials/first-week.md'), 'utf8');
const sessions = documentedSessions(markdown);
const readme = documentedSessions(readFileSync(join(ROOT, 'README.md'), 'utf8'));

/** A folder in which the commands write: it has links to the repository's files, and no results of earlier runs. */
const clone = mkdtempSync(join(tmpdir(), 'sla-week-'));
for (const name of readdirSync(ROOT))
  if (!['out', 'my-month'].includes(name) && !name.startsWith('.')) symlinkSync(join(ROOT, name), join(clone, name));
afterAll(() => rmSync(clone, { recursive: true }));

const startShell = (commands: string) =>
  spawn('bash', ['-euo', 'pipefail', '-c', `exec 2>&1\n${commands}`], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });

type Ended = { readonly output: string; readonly status: number | null };

const runShell = async (commands: string): Promise<Ended> => {
  const child = startShell(commands);
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { output, status: child.exitCode };
};

/** Starts a command that serves pages, visits them, and ends it as Ctrl-C does. */
const visit = async (commands: string, paths: readonly string[]): Promise<{ output: string; statuses: number[] }> => {
  const child = startShell(commands);
  const closed = once(child, 'close');
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (piece: Buffer) => {
      output += piece.toString();
      const [, found] = /at (http:\/\/127\.0\.0\.1:\d+)\/\n[\s\S]*Ctrl-C/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    });
    void closed.then(() => reject(new Error(`no address in: ${output}`)));
  });
  const statuses: number[] = [];
  for (const path of paths) statuses.push((await fetch(`${url}${path}`)).status);
  // The shell, npm and Node form one group.
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
  await closed;
  return { output, statuses };
};

/** The pages that the text names. */
const consolePaths = [...markdown.matchAll(/`(\/console[^`]*)`/g)].map(([, path = '']) => path);

const isServed = ({ commands }: { readonly commands: string }): boolean => commands.includes('--serve');
const needsChromium = ({ commands }: { readonly commands: string }): boolean => commands.includes('npm run pdf');

/** The sample is run once for both documents. */
let ofSample: Promise<Ended> | undefined;
const runOnce = (commands: string): Promise<Ended> => {
  if (commands !== 'npm start') return runShell(commands);
  ofSample ??= runShell(commands);
  return ofSample;
};

describe('docs/tutorials/first-week.md', () => {
  test('has commands of the project with shown output', () => {
    expect(sessions.length).toBeGreaterThan(10);
    expect(sessions.filter(({ shown }) => shown === undefined)).toEqual([]);
    expect(sessions.filter(({ commands }) => !/npm (?:start|run)/.test(commands))).toEqual([]);
  });

  // The commands of a block use files of the blocks before it.
  test.sequential.each(sessions.filter((session) => !isServed(session)))(
    'the commands of “$section” have the shown output: $commands',
    async (session) => {
      const { output, status } = await runOnce(session.commands);
      // Without Chromium, the PDF has its message instead.
      const canRun = !needsChromium(session) || findChromium() !== undefined;
      const shown = canRun ? (session.shown ?? []) : [missingChromium()];
      expect([status, output, missingLines(shown, output)]).toEqual([canRun ? 0 : 3, output, undefined]);
    },
    180_000,
  );

  test('the served console has each named page', async () => {
    const served = sessions.find(isServed);
    const { output, statuses } = await visit(served?.commands ?? '', consolePaths);
    expect(missingLines(served?.shown ?? [], output)).toBeUndefined();
    expect(consolePaths.length).toBeGreaterThan(5);
    expect(statuses).toEqual(consolePaths.map(() => 200));
  }, 120_000);
});

describe('README.md', () => {
  test('shows an excerpt of the sample month', async () => {
    const session = readme.find(({ section }) => section === 'See it run');
    const { output } = await runOnce('npm start');
    expect(session?.commands).toContain('npm start');
    expect(session?.shown?.length).toBeGreaterThan(10);
    expect(missingLines(session?.shown ?? [], output)).toBeUndefined();
  }, 60_000);
});

test('an excerpt with a changed line is found', () => {
  const output = 'a\nb 12 c\nd\ne\n';
  expect(missingLines(['a', '…', 'd'], output)).toBeUndefined();
  expect(missingLines(['b … c', 'd'], output)).toBeUndefined();
  expect(missingLines(['a', 'd'], output)).toBe('a\nd');
  expect(missingLines(['d', '…', 'a'], output)).toBe('a');
  expect(missingLines(['b 1. c'], output)).toBe('b 1. c');
});
