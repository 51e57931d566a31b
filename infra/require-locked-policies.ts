import { readFileSync } from 'node:fs';
import type { Config } from '../shared/config/config.ts';
import { LOCK_COMMAND, lockFaults, parsePolicyLock, POLICY_LOCK_FILE } from '../shared/config/policy-lock.ts';
import { InvalidInput } from '../shared/lib/validation.ts';

/**
 * Throws `InvalidInput` if a locked version of a policy changed or disappeared, or if a version is not locked. `file`:
 * the lock file of the configuration.
 */
export const requireLockedPolicies = ({ policies }: Pick<Config, 'policies'>, file: string): void => {
  const faults = lockFaults(parsePolicyLock(readLock(file)), policies);
  if (faults.length > 0) throw new InvalidInput(faults);
};

const readLock = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new InvalidInput([{ at: POLICY_LOCK_FILE, rule: `missing: run \`${LOCK_COMMAND}\`, and commit it` }]);
  }
};
