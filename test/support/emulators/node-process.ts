import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** A process of Node's that goes on until it is ended. */
export type Running = {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** The first thing that it says, on either stream, that a pattern finds. Throws if it ends before it says it. */
  readonly says: (pattern: RegExp) => Promise<string>;
  /** Ends it by a signal, and gives its exit status. */
  readonly end: (signal?: 'SIGINT' | 'SIGTERM') => Promise<number | null>;
};

/** Starts Node with a script and its arguments. */
export const startProcess = (args: readonly string[], env: NodeJS.ProcessEnv = process.env): Running => {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let hear: (() => void) | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      said += piece.toString();
      hear?.();
    });
  const exited = once(child, 'close');
  return {
    child,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        hear = () => {
          const found = pattern.exec(said)?.[0];
          if (found !== undefined) resolve(found);
        };
        hear();
        void exited.then(() => reject(new Error(`it ended, and said: ${said}`)));
      }),
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
};
