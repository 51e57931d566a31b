import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { text, whole } from '../domain/facts/fields.ts';
import { configuredPolicy } from '../domain/policy/policy.ts';
import type { ConfiguredPolicy } from '../domain/policy/policy-in-words.ts';
import { parseJson } from '../lib/parse-json.ts';
import { type Fault, InvalidInput, parse, tryParse } from '../lib/validation.ts';
import { allVersions, type PolicyVersions } from './policy-versions.ts';

/** The file that lists the versions of the policies, in the folder of sla.config.ts. */
export const POLICY_LOCK_FILE = 'sla.policies.lock.json';

/** The command that writes it. */
export const LOCK_COMMAND = 'npm run sla -- config lock';

const lockedVersion = z.strictObject({
  id: text,
  version: whole(0),
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hexadecimal')),
});
type LockedVersion = z.output<typeof lockedVersion>;

const lockFile = z.strictObject({ policies: z.array(lockedVersion, 'not a list') });

/** The versions that months may already be evaluated under. */
export type PolicyLock = readonly LockedVersion[];

/** Parses the text of a lock file. Throws `InvalidInput` with the name of the file before each place. */
export const parsePolicyLock = (content: string): PolicyLock => {
  try {
    return parse(lockFile, parseJson(content)).policies;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(error.faults.map((fault) => ({ ...fault, at: `${POLICY_LOCK_FILE}: ${fault.at}` })));
  }
};

/** Returns the text of a lock file: one version a line, so that a review shows each change. */
export const formatPolicyLock = (lock: PolicyLock): string => {
  const lines = inOrder(lock).map((version) => `    ${JSON.stringify(version)}`);
  return `{\n  "policies": [\n${lines.join(',\n')}\n  ]\n}\n`;
};

const inOrder = (lock: PolicyLock): LockedVersion[] =>
  lock.toSorted((a, b) => (a.id === b.id ? a.version - b.version : a.id < b.id ? -1 : 1));

/** Returns the lock of all configured versions. */
export const lockOf = (policies: PolicyVersions): PolicyLock =>
  allVersions(policies).map((version) => ({ id: version.id, version: version.version, sha256: policyHash(version) }));

/** The differences between a lock and the configured versions. */
export type LockDifferences = {
  /** Locked versions with another content now. */
  readonly changed: PolicyLock;
  /** Locked versions that are not configured. */
  readonly missing: PolicyLock;
  /** Configured versions that are not locked. */
  readonly added: PolicyLock;
};

export const compareLock = (lock: PolicyLock, policies: PolicyVersions): LockDifferences => {
  const configured = lockOf(policies);
  const find = (list: PolicyLock, { id, version }: LockedVersion): LockedVersion | undefined =>
    list.find((other) => other.id === id && other.version === version);
  return {
    changed: lock.filter((locked) => (find(configured, locked)?.sha256 ?? locked.sha256) !== locked.sha256),
    missing: lock.filter((locked) => find(configured, locked) === undefined),
    added: configured.filter((version) => find(lock, version) === undefined),
  };
};

/** Returns the faults of locked versions that changed or are missing. */
export const brokenLockFaults = ({ changed, missing }: Pick<LockDifferences, 'changed' | 'missing'>): Fault[] => [
  ...changed.map(({ id, version }) => ({
    at: `policies.${id}`,
    rule: `version ${version} was changed after it was locked; restore it, and add a version with a higher number and effectiveFrom`,
  })),
  ...missing.map(({ id, version }) => ({
    at: `policies.${id}`,
    rule: `version ${version} is locked, but not configured; restore it: months may be closed again under it`,
  })),
];

/** Returns the faults that stop a synthesis. A version that is not locked is one. */
export const lockFaults = (lock: PolicyLock, policies: PolicyVersions): Fault[] => {
  const differences = compareLock(lock, policies);
  return [
    ...brokenLockFaults(differences),
    ...differences.added.map(({ id, version }) => ({
      at: `policies.${id}`,
      rule: `version ${version} is new; run \`${LOCK_COMMAND}\`, and commit ${POLICY_LOCK_FILE}`,
    })),
  ];
};

/** Returns the SHA-256 of the canonical policy. */
const policyHash = (policy: ConfiguredPolicy): string =>
  createHash('sha256').update(canonicalPolicy(policy)).digest('hex');

/**
 * Returns a policy as canonical JSON: keys in order, and no value that equals its default. A later release may add a
 * parameter with a default that changes nothing, and the JSON stays the same.
 */
export const canonicalPolicy = (policy: ConfiguredPolicy): string => {
  const written = z.encode(configuredPolicy, policy);
  const complete = canonicalJson(written);
  const isSame = (candidate: unknown): boolean => {
    const { value } = tryParse(configuredPolicy, candidate);
    return value !== undefined && canonicalJson(z.encode(configuredPolicy, value)) === complete;
  };
  return canonicalJson(withoutDefaults(written, isSame));
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns an object without the keys that `isSame` does not need, at any depth outside lists. */
const withoutDefaults = (
  whole: Readonly<Record<string, unknown>>,
  isSame: (candidate: Readonly<Record<string, unknown>>) => boolean,
): Readonly<Record<string, unknown>> => {
  let reduced = whole;
  for (const key of Object.keys(whole)) {
    const { [key]: value, ...rest } = reduced;
    if (isSame(rest)) reduced = rest;
    else if (isRecord(value)) {
      const outer = reduced;
      reduced = { ...outer, [key]: withoutDefaults(value, (inner) => isSame({ ...outer, [key]: inner })) };
    }
  }
  return reduced;
};

const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
