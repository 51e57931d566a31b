import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';

/**
 * `node run-until-parent-ends.ts DIRECTORY LOG COMMAND…`: runs a command until its parent ends. The command leads a
 * process group of its own, since the emulator starts workers. The group is killed when standard input ends, on a
 * signal, and when the command ends. Standard input ends however the parent dies. Then DIRECTORY is removed.
 */
const [directory = '', log = '', command = '', ...args] = process.argv.slice(2);
const output = openSync(log, 'w');
const kept = spawn(command, args, { cwd: directory, detached: true, stdio: ['ignore', output, output] });

const end = (): void => {
  try {
    if (kept.pid !== undefined) process.kill(-kept.pid, 'SIGKILL');
  } catch {
    // the group has ended already
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  process.exit();
};

kept.on('exit', end);
kept.on('error', end);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
process.stdin.on('end', end).on('error', end).resume();
