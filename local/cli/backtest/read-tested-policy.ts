import { loadConfig } from '../../../shared/config/config.ts';
import { CLOSING, readPolicyFile } from '../try/read-input.ts';
import type { TestedPolicy } from './evaluate-month.ts';

/** Reads the file of a policy to test. Throws `InvalidInput` with every fault. */
export const readTestedPolicy = async (path: string): Promise<TestedPolicy> => {
  const { policies, defaultPolicy: id } = await readPolicyFile(path);
  const config = loadConfig({ policies, defaultPolicy: id, providers: {}, components: {}, closing: CLOSING });
  return { id, versions: config.policies[id] ?? [] };
};
