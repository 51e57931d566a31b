import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The user without rights that PostgreSQL runs as where this runs as root, which PostgreSQL refuses. */
const NOBODY = 65_534;

export type Server = {
  /** Runs a script, and gives what it prints: rows with `|` between columns, and on `stderr` what the server logs to its client. */
  readonly script: (sql: string) => Promise<{ readonly stdout: string; readonly stderr: string }>;
  readonly stop: () => Promise<void>;
};

/** Where Debian's package puts version 15. */
const DEBIAN = '/usr/lib/postgresql/15/bin';

/** Starts a throw-away PostgreSQL 15 on a socket in a temporary folder; undefined where it is not installed. */
export const startPostgres = async (): Promise<Server | undefined> => {
  const tools = await readdir(DEBIAN).catch((): string[] => []);
  if (!tools.includes('initdb')) return undefined;
  const folder = await mkdtemp('/tmp/bench-pg-'); // a socket's path may have 107 characters
  const asRoot = process.getuid?.() === 0;
  if (asRoot) await chown(folder, NOBODY, NOBODY);
  const options = {
    cwd: folder,
    maxBuffer: 2 ** 26,
    env: { PATH: DEBIAN, LC_ALL: 'C' },
    ...(asRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  };
  const tool = (name: string, ...args: readonly string[]) => run(join(DEBIAN, name), args, options);
  const data = join(folder, 'data');
  await tool('initdb', '-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-sync');
  const settings = `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off -c jit=off`;
  await tool('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-o', settings, '-w', 'start');
  return {
    script: (sql) => {
      const asked = tool('psql', '-h', folder, '-U', 'bench', '-d', 'postgres', '-XAtq', '-v', 'ON_ERROR_STOP=1');
      asked.child.stdin?.end(sql);
      return asked;
    },
    stop: async () => {
      await tool('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
      await rm(folder, { recursive: true });
    },
  };
};
