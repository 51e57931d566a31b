import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../../../shared/config/config.ts';
import {
  brokenLockFaults,
  compareLock,
  formatPolicyLock,
  parsePolicyLock,
  type PolicyLock,
  POLICY_LOCK_FILE,
} from '../../../shared/config/policy-lock.ts';
import slaConfig from '../../../sla.config.ts';
import { EXIT, Failure } from '../failure.ts';
import type { CommandResult } from './stage.ts';

const ROOT = join(import.meta.dirname, '../../..');

/**
 * Adds the new versions of the policies to the lock file. A locked version stays: if one changed or disappeared, the
 * file is not written. `config`: the exported value of sla.config.ts.
 */
export const lockPolicies = async ({
  dryRun,
  config = slaConfig,
  file = join(ROOT, POLICY_LOCK_FILE),
}: {
  readonly dryRun: boolean;
  readonly config?: unknown;
  readonly file?: string;
}): Promise<CommandResult> => {
  const { policies } = loadConfig(config);
  const lock = await readLock(file);
  const { added, ...broken } = compareLock(lock, policies);
  const faults = brokenLockFaults(broken);
  if (faults.length > 0)
    throw new Failure(EXIT.refused, `${POLICY_LOCK_FILE} was not written: a locked version is fixed`, {
      faults,
      next: `if no month was evaluated under that version, delete its line from ${POLICY_LOCK_FILE} and lock again`,
    });
  if (!dryRun && (added.length > 0 || lock.length === 0)) await writeFile(file, formatPolicyLock([...lock, ...added]));
  const versions = added.map(({ id, version }) => ({ id, version }));
  return {
    json: { file: POLICY_LOCK_FILE, written: !dryRun && added.length > 0, added: versions },
    text:
      added.length === 0
        ? [`${POLICY_LOCK_FILE} has all versions`]
        : [
            ...versions.map(({ id, version }) => `${dryRun ? 'new' : 'locked'}: ${id} version ${version}`),
            dryRun ? 'dry run: nothing was written' : `Commit ${POLICY_LOCK_FILE}.`,
          ],
  };
};

const readLock = async (file: string): Promise<PolicyLock> => {
  try {
    return parsePolicyLock(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};
