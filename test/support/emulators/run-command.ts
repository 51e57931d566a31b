import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The exit status, the standard output and the standard error of a command that has ended. */
export type EndedCommand = {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
};

/** Runs a script of the repository with the repository as working directory, without input. */
export const runCommand = async (script: string, ...args: readonly string[]): Promise<EndedCommand> => {
  const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { status: child.exitCode, output, errors };
};
