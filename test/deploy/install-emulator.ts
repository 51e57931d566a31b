import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Installs the emulator (ministack, from PyPI) into a virtual environment under `.cache/`, once for each list of
 * versions. Exit status as a command: 0 installed; 75 not installable here (no PyPI, no Python); 1 any
 * other failure.
 */
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
export const CACHE_FOLDER = fileURLToPath(new URL('../../.cache', import.meta.url));

/** Exit status EX_TEMPFAIL: the test cannot run on this machine, so it neither passed nor failed. */
const CANNOT_RUN = 75;

/** This machine cannot install the emulator. */
class Impossible extends Error {
  override readonly name = 'Impossible';
}

const run = promisify(execFile);

/** The output of pip when no index answers, as opposed to a version that does not exist. */
const UNREACHABLE =
  /Connection ?Error|ConnectTimeout|ReadTimeout|Max retries exceeded|name resolution|Retrying \(Retry/i;

const outputOf = (error: unknown): string =>
  error instanceof Error ? `${error.message}\n${'stdout' in error ? String(error.stdout) : ''}` : String(error);

/** Installs the emulator if needed. Returns the path of its Python. */
export const installEmulator = async (): Promise<string> => {
  const versions = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex')
    .slice(0, 12);
  const home = `${CACHE_FOLDER}/ministack-${versions}`;
  const python = `${home}/bin/python`;
  const done = `${home}/installed`;
  if (existsSync(done)) return python;
  await rm(home, { recursive: true, force: true }); // an interrupted installation leaves a part
  try {
    await run('openssl', ['version']); // the emulator makes its certificate with openssl
    await run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']);
    await run('python3', ['-m', 'venv', home]);
  } catch (error) {
    throw new Impossible(`Python 3.10 with venv, and openssl, are needed: ${outputOf(error)}`);
  }
  try {
    const options = ['--quiet', '--disable-pip-version-check', '--no-input', '--timeout=10', '--retries=2'];
    await run(python, ['-m', 'pip', 'install', ...options, '--requirement', REQUIREMENTS]);
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    const said = outputOf(error);
    throw UNREACHABLE.test(said) ? new Impossible(`PyPI cannot be reached: ${said}`) : error;
  }
  await writeFile(done, '');
  return python;
};

if (import.meta.main) {
  try {
    await installEmulator();
  } catch (error) {
    if (!(error instanceof Impossible)) throw error;
    process.stderr.write(`The deployment test did not run. ${error.message.slice(0, 600)}\n`);
    process.exitCode = CANNOT_RUN;
  }
}
