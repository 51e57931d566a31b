import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** PostgreSQL does not run as root. */
const NOBODY_UID = 65_534;

export type PostgresServer = {
  /** Runs a script. `stdout` has rows with `|` between columns; `stderr` has the server's log messages. */
  readonly script: (sql: string) => Promise<{ readonly stdout: string; readonly stderr: string }>;
  readonly stop: () => Promise<void>;
};

/** The folder of Debian's package. */
const POSTGRES_BIN = '/usr/lib/postgresql/15/bin';

/** Starts a temporary PostgreSQL 15 on a Unix socket; undefined if it is not installed. */
export const startPostgres = async (): Promise<PostgresServer | undefined> => {
  const tools = await readdir(POSTGRES_BIN).catch((): string[] => []);
  if (!tools.includes('initdb')) return undefined;
  const folder = await mkdtemp('/tmp/bench-pg-'); // a socket's path has at most 107 characters
  const asRoot = process.getuid?.() === 0;
  if (asRoot) await chown(folder, NOBODY_UID, NOBODY_UID);
  const options = {
    cwd: folder,
    maxBuffer: 2 ** 26,
    env: { PATH: POSTGRES_BIN, LC_ALL: 'C' },
    ...(asRoot ? { uid: NOBODY_UID, gid: NOBODY_UID } : {}),
  };
  const tool = (name: string, ...args: readonly string[]) => run(join(POSTGRES_BIN, name), args, options);
  const data = join(folder, 'data');
  await tool('initdb', '-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-sync');
  const settings = `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off -c jit=off`;
  await tool('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-o', settings, '-w', 'start');
  return {
    script: (sql) => {
      const psql = tool('psql', '-h', folder, '-U', 'bench', '-d', 'postgres', '-XAtq', '-v', 'ON_ERROR_STOP=1');
      psql.child.stdin?.end(sql);
      return psql;
    },
    stop: async () => {
      await tool('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
      await rm(folder, { recursive: true });
    },
  };
};
