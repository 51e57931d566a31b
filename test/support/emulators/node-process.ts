import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** A Node process that runs until it is ended. */
export type NodeProcess = {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Returns the first match of a pattern in its output. Throws if the process ends before. */
  readonly says: (pattern: RegExp) => Promise<string>;
  /** Ends the process by a signal. Returns its exit status. */
  readonly end: (signal?: 'SIGINT' | 'SIGTERM') => Promise<number | null>;
};

export const startNode = (args: readonly string[], env: NodeJS.ProcessEnv = process.env): NodeProcess => {
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
        void exited.then(() => reject(new Error(`the process ended with this output: ${said}`)));
      }),
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
};
